namespace Nexus.Engine;

/// <summary>The <c>engine</c> section of state/config.json.</summary>
public sealed record EngineOptions
{
    public const string Section = "engine";

    /// <summary>Runs that execute at a time; others wait.</summary>
    public int MaxConcurrentRuns { get; init; } = 64;

    /// <summary>Runs that may wait; beyond that who asks for one is refused.</summary>
    public int MaxWaitingRuns { get; init; } = 20_000;

    /// <summary>Runs of one owner that may wait.</summary>
    public int MaxWaitingRunsPerOwner { get; init; } = 10_000;

    /// <summary>How long a step may take to end once cancelled; then the engine goes on without it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a gate waits that says nothing of it; then it is rejected. What waits keeps all events behind it from
    /// the archive.
    /// </summary>
    public TimeSpan GateDeadline { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Steps that a run of a blueprint may execute that does not say how many.</summary>
    public int RunSteps { get; init; } = 200;

    /// <summary>What a blueprint may say at most.</summary>
    public int MaxRunSteps { get; init; } = MostSteps;

    /// <summary>How long a run of a blueprint may take that does not say how long; gates are not counted.</summary>
    public TimeSpan RunWall { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>What a blueprint may say at most.</summary>
    public TimeSpan MaxRunWall { get; init; } = LongestWall;

    /// <summary>What the steps of a run of a blueprint may return together: all of it is in memory.</summary>
    public long MaxRunOutputBytes { get; init; } = 16L * 1024 * 1024;

    internal const int MostSteps = 10_000;

    internal static readonly TimeSpan LongestWall = TimeSpan.FromDays(1);
}

internal sealed class EngineOptionsValidator : EveryProblem<EngineOptions>
{
    protected override IEnumerable<string> Problems(EngineOptions options)
    {
        if (options.MaxConcurrentRuns < 1)
            yield return "engine.maxConcurrentRuns must be at least 1";
        if (options.MaxWaitingRuns < 1)
            yield return "engine.maxWaitingRuns must be at least 1";
        if (options.MaxWaitingRunsPerOwner < 1)
            yield return "engine.maxWaitingRunsPerOwner must be at least 1";
        if (options.Grace < TimeSpan.Zero)
            yield return "engine.grace must not be negative";
        if (options.GateDeadline < TimeSpan.FromMinutes(1) || options.GateDeadline > TimeSpan.FromDays(365))
            yield return "engine.gateDeadline must be from a minute to 365 days";
        if (options.MaxRunSteps is < 1 or > EngineOptions.MostSteps)
            yield return $"engine.maxRunSteps must be 1 to {EngineOptions.MostSteps}";
        if (options.RunSteps < 1 || options.RunSteps > options.MaxRunSteps)
            yield return "engine.runSteps must be at least 1, and not more than engine.maxRunSteps";
        if (options.MaxRunWall <= TimeSpan.Zero || options.MaxRunWall > EngineOptions.LongestWall)
            yield return "engine.maxRunWall must be more than nothing, and at most a day";
        if (options.RunWall <= TimeSpan.Zero || options.RunWall > options.MaxRunWall)
            yield return "engine.runWall must be more than nothing, and not more than engine.maxRunWall";
        if (options.MaxRunOutputBytes < 1)
            yield return "engine.maxRunOutputBytes must be at least 1";
    }
}
