using System.Text;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>What is checked out, where it came from, and how work gets back there.</summary>
internal static class SummaryOfGit
{
    private const int ShortCommit = 10;

    public static void Add(StringBuilder page, WorkspaceView workspace)
    {
        var (repo, source) = (workspace.Repo, workspace.Source);
        if (repo is not null)
        {
            page.Append("\n  Git\n");
            page.Append($"    branch    {repo.Branch ?? "none"}");
            page.Append(repo.Commit is { } commit ? $" at {commit[..Math.Min(commit.Length, ShortCommit)]}\n" : "\n");
            page.Append($"    origin    {repo.Url ?? OriginOf(source)}");
            page.Append(source.IsFork ? " (your fork)\n" : "\n");
            if (source is { IsFork: true, Repo: { } original })
                page.Append($"    upstream  {original} (original)\n");
        }

        page.Append("\n  Next\n");
        page.AppendJoin("", Next(workspace).Select((step, at) => $"    {at + 1}. {step}\n"));
    }

    private static string OriginOf(SourceView source) =>
        source.Type is "local" ? "none; it was sent from your machine" : "none; it was made empty";

    private static IEnumerable<string> Next(WorkspaceView workspace)
    {
        var (repo, source) = (workspace.Repo, workspace.Source);
        var url = workspace.Services.Values.Select(service => service.Url).FirstOrDefault(url => url is not null);
        yield return "Log in with the ssh command, or open an editor link.";
        yield return url is null ? "Change something and try it." : $"Change something and try it at {url}.";
        yield return repo?.Url is null
            ? "Commit: git commit -am \"...\""
            : "Commit and push: git commit -am \"...\" && git push";
        if (source is { Type: "github", IsFork: true, Repo: { } original })
            yield return $"Propose it: gh pr create --repo {original}";
        else if (source.Type is "github")
            yield return "Propose it: gh pr create";
    }
}
