using Nexus.Contracts;

namespace Nexus.Engine.Actions.Git;

/// <summary>What can be wrong about repositories of the server.</summary>
internal static class GitErrors
{
    public static NexusError BadCall(string why) =>
        new("git.bad_call", $"That cannot be done: {why}.", "Mend the step's inputs; nothing was done.");

    public static NexusError NoRepository(string name) =>
        new("git.no_repository", $"There is no repository '{name}'.",
            "Make it in a step before, by git.repo.init or git.repo.clone.");

    public static NexusError TooMany(int most) =>
        new("git.too_many", $"You have {most} repositories already.",
            "Use one of them; an administrator can remove others below 'repos' of the server's home.");

    public static NexusError Exists(string name) =>
        new("git.exists", $"There is a repository '{name}', and it is no clone of that.", "Give it another name.");

    public static NexusError NoRevision(string name, string revision) =>
        new("git.no_revision", $"'{name}' has no '{revision}'.", "See its branches and commits by git.log.");

    public static NexusError Conflict(string name, string branch) =>
        new("git.conflict", $"Branch '{branch}' of '{name}' has moved meanwhile.", "Give the step a retry.");

    public static NexusError TooLarge(int most) =>
        new("git.too_large", $"The files have more than {most} characters, or are no text.",
            "Ask for fewer of them.");

    public static NexusError CloneFailed(string from, string why) =>
        new("git.clone_failed", $"{from} cannot be cloned: {why.TrimEnd('.')}.",
            why.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                ? "Have an administrator name the certificates that vouch for it in git.caFile."
                : "Check its address and who may read it; give the step a retry.");

    public static NexusError Failed(string name, string why) =>
        new("git.failed", $"git fails in '{name}': {why.TrimEnd('.')}.",
            "Look at the repository below 'repos' of the server's home.");

    public static NexusError NoProgram() =>
        new("git.program_missing", "There is no git on this server's machine.", "Install it there (apt install git).");
}
