using Nexus.Contracts;

namespace Nexus.Engine.Actions;

/// <summary>What can be wrong about actions as such.</summary>
internal static class ActionErrors
{
    public static NexusError NotFound(string action) =>
        new("action.not_found", $"There is no action '{(action.Length > 128 ? $"{action[..128]}..." : action)}'.",
            "See 'nexus action list'.");

    /// <param name="why">"its name is none".</param>
    public static NexusError BadInput(string action, string why) =>
        new("action.bad_input", $"{action} cannot be done: {why}.",
            $"Mend the step's 'with': nexus action show {action}. Nothing was done.");
}
