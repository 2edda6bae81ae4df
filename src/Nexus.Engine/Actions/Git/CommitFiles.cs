using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary>
/// <c>git.commit</c>: files by their content. A commit says which run made it, and under which key: done again after a
/// crash the step finds it.
/// </summary>
internal sealed class CommitFiles(GitRepositories repositories, TimeProvider clock) : IAction
{
    private const string Name = "git.commit";
    private const int LongestMessage = 10_000;

    public ActionManifest Manifest { get; } = new(
        Name, "Writes and removes files on a branch, as one commit with the trailer `Nexus-Run`.",
        [
            Needed("repo", InputType.Text, "The repository."),
            Needed("message", InputType.Text, "What the commit says."),
            Needed("files", InputType.Map,
                "By path: a text, null to remove it, or `{content, encoding: base64, executable: true}`."),
            Optional("branch", InputType.Text, "The branch, made if there is none; else the one checked out."),
            Optional("from", InputType.Text, "Where a branch that is made begins; else at the one checked out."),
        ],
        [
            Needed("commit", InputType.Text, "The commit the branch has now."),
            Needed("parent", InputType.Text, "The one before it; null: it is the first."),
            Needed("branch", InputType.Text, "The branch."),
            Needed("changed", InputType.Flag, "False: the files were so already, and nothing was committed."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        if (with.Text("message") is not { Length: > 0 and <= LongestMessage } message || message.Contains('\0'))
            throw GitNames.Bad($"its message is not 1 to {LongestMessage} characters");
        using var repository = await repositories.OpenAsync(step, with, cancellationToken);
        var branch = GitNames.Branch(with) ?? await repository.HeadAsync(cancellationToken);
        var before = await repository.FindBranchAsync(branch, cancellationToken);
        if (before is not null && await MadeBeforeAsync(repository, before, step, cancellationToken) is { } made)
        {
            var parent = await repository.FindAsync($"{made}^", cancellationToken);
            return Told(step, repository, new(branch, made, parent, IsChange: true));
        }

        var start = before ?? await StartAsync(repository, with, cancellationToken);
        var commit = await ImportAsync(repository, step, with, start, cancellationToken);
        var isChange = start is null || await TreeAsync(repository, commit, cancellationToken)
            != await TreeAsync(repository, start, cancellationToken);
        if (isChange || before is null)
            await repository.MoveAsync(branch, isChange ? commit : start!, before, cancellationToken);
        await repository.DoAsync(cancellationToken, "update-ref", "-d", ReferenceOf(step));
        return Told(step, repository, new(branch, isChange ? commit : start!, start, isChange));
    }

    private JsonElement Told(StepContext step, GitRepository repository, Made made)
    {
        if (made.IsChange)
        {
            step.Tell(clock, "xyn.git.commit.created", repository.Name, EventData.Of(
                ("branch", made.Branch), ("commit", made.Commit), ("parent", made.Parent)));
        }

        return EventData.Of(
            ("commit", made.Commit), ("parent", made.Parent), ("branch", made.Branch), ("changed", made.IsChange));
    }

    private static async Task<string?> StartAsync(
        GitRepository repository, JsonElement with, CancellationToken cancellationToken) =>
        GitNames.Revision(with, "from") is { } from
            ? await repository.CommitAsync(from, cancellationToken)
            : await repository.FindAsync("HEAD", cancellationToken);

    private static async Task<string?> MadeBeforeAsync(
        GitRepository repository, string tip, StepContext step, CancellationToken cancellationToken)
    {
        var found = await repository.DoAsync(
            cancellationToken, "log", "-1", "--format=%H", "--grep", $"^Nexus-Key: {step.IdempotencyKey}$", tip);
        return found.Trim() is { Length: > 0 } commit ? commit : null;
    }

    private async Task<string> ImportAsync(
        GitRepository repository, StepContext step, JsonElement with, string? parent,
        CancellationToken cancellationToken)
    {
        using var stream = new CommitStream();
        var message = $"""
            {with.Text("message")?.ReplaceLineEndings("\n").TrimEnd()}

            Nexus-Run: {step.RunId}
            Nexus-Key: {step.IdempotencyKey}

            """.ReplaceLineEndings("\n");
        stream.Begin(ReferenceOf(step), step.Actor, clock.GetUtcNow(), message, parent);
        stream.Files(with.Map("files") ?? throw GitNames.Bad("its files are no object"));
        stream.End();
        var result = await repository.RunAsync(
            cancellationToken, stream.Written, "fast-import", "--quiet", "--force", "--done");
        return result.IsSuccess
            ? result.Output.Trim()
            : throw new NexusException(GitErrors.Failed(repository.Name, GitProgram.Reason(result)));
    }

    private static async Task<string> TreeAsync(
        GitRepository repository, string commit, CancellationToken cancellationToken) =>
        (await repository.DoAsync(cancellationToken, "rev-parse", $"{commit}^{{tree}}")).Trim();

    /// <summary>Where it is before the branch leads to it.</summary>
    private static string ReferenceOf(StepContext step) => $"refs/nexus/{step.IdempotencyKey}";

    /// <param name="Commit">That the branch has.</param>
    private sealed record Made(string Branch, string Commit, string? Parent, bool IsChange);
}
