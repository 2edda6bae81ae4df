using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Spec;
using Nexus.Workspaces.Actions;

namespace Nexus.Workspaces.Workcells;

/// <summary>What a workcell is for and for how long, as a step says.</summary>
internal static class Terms
{
    public const string Dev = "dev";
    public const string Test = "test";

    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <returns>Null: there is none of this name.</returns>
    public static string? PurposeOf(string? text) => text is null ? Dev : text is Dev or Test ? text : null;

    /// <returns>Null: it is none, or not from a minute to a day.</returns>
    public static TimeSpan? TtlOf(string text) =>
        Durations.Parse(text) is { } ttl && ttl >= Shortest && ttl <= Longest ? ttl : null;

    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    public static string Purpose(JsonElement with) =>
        PurposeOf(with.Text("purpose")) ?? throw StepInputs.Bad("its purpose is neither dev nor test");

    /// <returns>Null: nothing is said.</returns>
    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    public static TimeSpan? Ttl(JsonElement with) => with.Text("ttl") is not { } text ? null
        : TtlOf(text) ?? throw StepInputs.Bad($"its ttl '{text}' is no duration from 1m to 24h");

    /// <returns>Null: as long as the step may take.</returns>
    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    public static TimeSpan? Wait(JsonElement with) => with.Text("wait") is not { } text ? null
        : Durations.Parse(text) ?? throw StepInputs.Bad($"its wait '{text}' is no duration, as 10m is");

    /// <summary>One for each attempt, so that a second never meets what the first left.</summary>
    public static string NameOf(StepContext step) => $"cell-{step.StepId.ToString("N")[^12..]}-{step.Attempt}";
}
