using Nexus.Contracts;

namespace Nexus.Workspaced.Source;

/// <summary>Why the repository did not arrive. Ids become names on their way to people.</summary>
internal static class SourceErrors
{
    public static NexusException UrlRefused(string url) => new(new(
        "source.url_refused", $"The address {url} is not cloned.", "Use an https, ssh or git URL, or --source DIR."));

    public static NexusException BadBranch(string branch) => new(new(
        "source.bad_branch", $"'{branch}' cannot be the name of a branch.",
        "Give the branch as 'git branch' lists it."));

    public static NexusException AuthRequired(string workspaceId, string url) => new(new(
        "source.auth_required", $"The server of {url} wants to know who asks.",
        $"Send your clone instead: {Again(workspaceId, "--source .")}."));

    public static NexusException NotFound(string workspaceId, string url) => new(new(
        "source.not_found", $"There is no repository at {url}.",
        $"Check the address: {Again(workspaceId, "--repo URL")}."));

    public static NexusException BranchNotFound(string workspaceId, string branch, string url) => new(new(
        "source.branch_not_found", $"The repository {url} has no branch '{branch}'.",
        $"Push it, or choose another: {Again(workspaceId, "--branch BRANCH")}."));

    public static NexusException Unreachable(string workspaceId, string url, string reason) => new(new(
        "source.unreachable", $"{url} cannot be reached from the workspace: {reason}",
        $"Mend the network of the node, or send your clone: {Again(workspaceId, "--source .")}."));

    public static NexusException BadBundle(string workspaceId, string reason) => new(new(
        "source.bad_bundle", $"The uploaded source is not a complete git bundle: {reason}",
        $"Send it again: {Again(workspaceId, "--source .")}."));

    public static NexusException BundleTooLarge(long limit) => new(new(
        "source.bundle_too_large", $"The uploaded source is larger than {limit / (1024 * 1024)} MiB.",
        "Clone from a URL with --repo, or make the repository smaller."));

    /// <summary>Asked first, so that what was uploaded is sent once.</summary>
    public static NexusException Lost(string workspaceId) => new(new(
        "source.lost", "The repository is gone from /home/dev/workspace, and nothing else has what was uploaded.",
        $"Send it again from where it came: 'nexus workspace rm {workspaceId}', then "
            + $"{Again(workspaceId, "--source .")}."));

    public static NexusException DirectoryTaken(string workspaceId, string directory) => new(new(
        "source.directory_taken", $"{directory} holds files but no git repository.",
        $"Move them away with 'nexus workspace exec {workspaceId} COMMAND', then run "
            + $"'nexus workspace up {workspaceId}'."));

    public static NexusException NoGit() => new(new(
        "source.no_git", "The image has no git.",
        "Add the package git to the image, or use one made by 'nexus image build'."));

    public static NexusException DiskFull(string workspaceId, string what, string reason) => new(new(
        "source.disk_full", $"{what} failed, because the disk of the workspace is full: {reason}",
        $"Free space on its node, or in it with 'nexus workspace exec {workspaceId} COMMAND', then run "
            + $"'nexus workspace up {workspaceId}'."));

    public static NexusException Failed(string workspaceId, string what, string reason) => new(new(
        "source.failed", $"{what} failed: {reason}",
        $"Read 'nexus workspace logs {workspaceId} nexus', then run 'nexus workspace up {workspaceId}'."));

    /// <summary>One whose source never came leaves nothing that would have to be removed first.</summary>
    private static string Again(string workspaceId, string how) =>
        $"'nexus workspace create {workspaceId} {how}'";
}
