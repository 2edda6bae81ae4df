using Nexus.Contracts;

namespace Nexus.Engine.Blueprints;

/// <summary>What can be wrong about blueprints in force.</summary>
internal static class StoredErrors
{
    public static NexusError NotFound(string id) =>
        new("blueprint.not_found", $"There is no blueprint '{Shown(id)}'.", "See 'nexus blueprint list'.");

    public static NexusError NoVersion(string id, string revision) =>
        new("blueprint.version_not_found", $"{Shown(id)} has no revision '{Shown(revision)}'.",
            $"See 'nexus blueprint show {Shown(id)}'; 12 digits of a revision are the least.");

    public static NexusError Taken(string id) =>
        new("blueprint.taken", $"Somebody else has a blueprint '{id}'.", "Give yours another id.");

    public static NexusError Disabled(string id) =>
        new("blueprint.disabled", $"{id} is disabled: nothing starts it.", $"Run 'nexus blueprint enable {id}'.");

    public static NexusError InUse(string id, int runs) =>
        new("blueprint.in_use", $"{(runs == 1 ? "1 run" : $"{runs} runs")} of {id} have not ended.",
            $"Wait for their end or cancel them ('nexus run list'); 'nexus blueprint disable {id}' starts no more.");

    public static NexusError Unreadable(string version) =>
        new("blueprint.unreadable", $"{version} cannot be read by this version of the server.",
            "Save its definition as a draft, validate it, mend what is told and promote that.");

    public static NexusError BadInputs(string id, IReadOnlyList<BadInput> problems) =>
        new("run.bad_inputs",
            $"These inputs do not fit {id}: "
                + $"{string.Join("; ", problems.Select(one => $"'{one.Name}' {one.Problem}"))}.",
            $"See 'nexus blueprint show {id}'.",
            problems.ToDictionary(one => one.Name, one => one.Problem, StringComparer.Ordinal));

    public static NexusError BadRun(string why) =>
        new("run.invalid", $"The run cannot be made: {why}.", "Mend it, or leave it out.");

    private static string Shown(string typed) => typed.Length > 128 ? $"{typed[..128]}..." : typed;
}

/// <param name="Problem">What is wrong with it: "is missing".</param>
internal sealed record BadInput(string Name, string Problem);
