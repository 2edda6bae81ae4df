using Nexus.Contracts;

namespace Nexus.Workspaces.Workcells;

internal static class WorkcellErrors
{
    /// <param name="reason">Which limit; null: it was its turn just when it was given up.</param>
    public static NexusError TooMany(string? reason) =>
        new("workcell.too_many",
            $"There was no room for another workcell in time{(reason is null ? "" : $": {reason}")}.",
            "Give the blueprint a 'concurrency' key and the step a longer 'timeout', or raise the limit.");

    public static NexusError Invalid(string why) =>
        new("workcell.invalid", $"The workcell cannot be made: {why}.", "Correct the request; nothing was made.");

    public static NexusError NotOne(string workspace) =>
        new("workcell.not_one", $"'{workspace}' is no workcell.", "Remove a workspace with workspace.destroy.");
}
