using Nexus.Contracts;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Source;

/// <summary>
/// Makes the repository: aside first, then renamed, so that what was killed halfway is begun again and what stands in
/// its place is whole.
/// </summary>
internal sealed class Clone(UserAccount user, Git git)
{
    private string Partial => Path.Combine(user.Home, ".workspace.partial");

    /// <exception cref="NexusException">Codes <c>source.*</c>.</exception>
    public async Task MakeAsync(
        SourceRequest request, string? bundle, OutputSink progress, CancellationToken cancellationToken)
    {
        RefuseFiles();
        if (request.Kind is "kept")
            throw SourceErrors.Lost(git.WorkspaceId);
        if (Directory.Exists(Partial))
            Directory.Delete(Partial, recursive: true);
        await (request.Kind switch
        {
            "none" => git.DoAsync(user.Home, cancellationToken, "init", "-q", "-b", "main", Partial),
            "bundle" when bundle is not null => FromBundleAsync(bundle, request, progress, cancellationToken),
            _ => FromUrlAsync(request.Url ?? "", request.Branch, progress, cancellationToken),
        });

        // So that a push into the clone, which has its branch checked out, also changes the files.
        await git.DoAsync(Partial, cancellationToken, "config", "receive.denyCurrentBranch", "updateInstead");
        if (Directory.Exists(user.Repository))
            Directory.Delete(user.Repository);
        Directory.Move(Partial, user.Repository);
    }

    private void RefuseFiles()
    {
        if (Directory.Exists(user.Repository) && Directory.EnumerateFileSystemEntries(user.Repository).Any())
            throw SourceErrors.DirectoryTaken(git.WorkspaceId, user.Repository);
    }

    private async Task FromUrlAsync(
        string url, string? branch, OutputSink progress, CancellationToken cancellationToken)
    {
        string[] choice = branch is null ? [] : ["--branch", branch];
        var result = await git.RunAsync(
            user.Home, ["clone", "--progress", .. choice, "--", url, Partial], cancellationToken, progress);
        if (!result.IsSuccess)
        {
            throw git.NoRoom(user.Home, "git clone", result)
                ?? CloneFailure.Explain(result, git.WorkspaceId, url, branch);
        }
    }

    private async Task FromBundleAsync(
        string bundle, SourceRequest request, OutputSink progress, CancellationToken cancellationToken)
    {
        string[] choice = request.Branch is null ? [] : ["--branch", request.Branch];
        var result = await git.RunAsync(
            user.Home, ["clone", "--progress", .. choice, "--", bundle, Partial], cancellationToken, progress,
            allowsFiles: true);
        if (!result.IsSuccess && result.Error.Contains("Remote branch", StringComparison.Ordinal))
            throw SourceErrors.BranchNotFound(git.WorkspaceId, request.Branch ?? "HEAD", "in the uploaded source");
        if (!result.IsSuccess)
        {
            throw git.NoRoom(user.Home, "git clone", result)
                ?? SourceErrors.BadBundle(git.WorkspaceId, result.Reason);
        }

        var verified = await git.RunAsync(Partial, ["bundle", "verify", "-q", bundle], cancellationToken);
        if (!verified.IsSuccess)
            throw SourceErrors.BadBundle(git.WorkspaceId, verified.Reason);
        await RememberAsync(request.Url, cancellationToken);
    }

    /// <summary>
    /// The bundle stood in for the origin while cloning. What it held is remembered as the bundle's; what the real
    /// origin holds is not known.
    /// </summary>
    private async Task RememberAsync(string? url, CancellationToken cancellationToken)
    {
        var refs = await git.RunAsync(
            Partial, ["for-each-ref", "--format=%(objectname) %(refname:lstrip=3)", "refs/remotes/origin"],
            cancellationToken);
        foreach (var line in refs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (commit, name) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
            await git.DoAsync(Partial, cancellationToken, "update-ref", $"{Repository.BundleRefs}{name}", commit);
        }

        var head = await git.TryAsync(Partial, cancellationToken, "rev-parse", "--verify", "-q", "HEAD");
        if (head is { Length: > 0 })
            await git.DoAsync(Partial, cancellationToken, "update-ref", $"{Repository.BundleRefs}HEAD", head);
        var branch = await git.TryAsync(Partial, cancellationToken, "symbolic-ref", "--short", "-q", "HEAD");
        await git.DoAsync(Partial, cancellationToken, "remote", "remove", "origin");
        if (url is null)
            return;

        await git.DoAsync(Partial, cancellationToken, "remote", "add", "origin", url);
        if (branch is not { Length: > 0 })
            return;
        await git.DoAsync(Partial, cancellationToken, "config", $"branch.{branch}.remote", "origin");
        await git.DoAsync(Partial, cancellationToken, "config", $"branch.{branch}.merge", $"refs/heads/{branch}");
    }
}
