using Nexus.Contracts;

namespace Nexus.Workspaces.Actions;

/// <summary>Why a step does not get what it asks of a workspace.</summary>
internal static class ActionErrors
{
    public static NexusError BadInput(string why) =>
        new("action.bad_input", $"The step cannot be done: {why}.", "Mend the step's inputs; nothing was done.");

    public static NexusError TooManyWait(int most) =>
        new("workspace.too_many_wait",
            $"{most} steps wait for workspaces already, and more would leave no room for the runs they wait for.",
            "Give the blueprint a 'concurrency' key, so that its runs queue without taking room, or the step a retry.");

    public static NexusError ChangedMeanwhile(string name, WorkspaceState state) =>
        new("workspace.changed_meanwhile", $"Somebody else wanted something else of '{name}': it is {state} now.",
            "See who did in 'nexus event list', and run the blueprint again.");

    public static NexusError Gone(string name) =>
        new("workspace.changed_meanwhile", $"Somebody removed '{name}' meanwhile.", "Run the blueprint again.");

    /// <param name="details">The end of what it printed, and where the whole is.</param>
    public static NexusError ExecFailed(
        string command, string workspace, int code, IReadOnlyDictionary<string, string> details) =>
        new("exec.failed", $"{command} in '{workspace}' ended with {code}.",
            "See what it printed in the details; name the codes that are no failure in 'allow_exit'.")
        {
            Details = details,
        };
}
