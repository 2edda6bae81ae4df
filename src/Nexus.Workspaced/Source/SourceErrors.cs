using Nexus.Contracts;

namespace Nexus.Workspaced.Source;

/// <summary>Why the repository did not arrive.</summary>
internal static class SourceErrors
{
    public static NexusException UrlRefused(string url) => new(new(
        "source.url_refused", $"The address {url} is not cloned.", "Use an https, ssh or git URL, or --source DIR."));

    public static NexusException BadBranch(string branch) => new(new(
        "source.bad_branch", $"'{branch}' cannot be the name of a branch.", "Give the branch as git branch lists it."));

    public static NexusException AuthRequired(string url) => new(new(
        "source.auth_required", $"The server of {url} wants to know who asks.",
        "Upload your clone instead: run nexus workspace create NAME --source ."));

    public static NexusException NotFound(string url) => new(new(
        "source.not_found", $"There is no repository at {url}.", "Check the address, or use --source ."));

    public static NexusException BranchNotFound(string branch, string url) => new(new(
        "source.branch_not_found", $"The repository {url} has no branch '{branch}'.",
        "Push the branch, or choose another with --branch."));

    public static NexusException Unreachable(string url, string reason) => new(new(
        "source.unreachable", $"{url} cannot be reached from the workspace: {reason}",
        "Check the network of the node, or use --source ."));

    public static NexusException BadBundle(string reason) => new(new(
        "source.bad_bundle", $"The uploaded source is not a complete git bundle: {reason}",
        "Run nexus workspace rm NAME --force, then nexus workspace create NAME --source . again."));

    public static NexusException BundleTooLarge(long limit) => new(new(
        "source.bundle_too_large", $"The uploaded source is larger than {limit / (1024 * 1024)} MiB.",
        "Clone from a URL with --repo, or make the repository smaller."));

    public static NexusException DirectoryTaken(string directory) => new(new(
        "source.directory_taken", $"{directory} holds files but no git repository.",
        "Move them away with nexus workspace exec, then run up again."));

    public static NexusException NoGit() => new(new(
        "source.no_git", "The image has no git.",
        "Add the package git to the image, or use one made by nexus image build."));

    public static NexusException Failed(string what, string reason) => new(new(
        "source.failed", $"{what} failed: {reason}", "Read nexus workspace logs NAME nexus, then run up again."));
}
