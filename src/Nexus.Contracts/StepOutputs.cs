namespace Nexus.Contracts;

/// <summary>What the step <c>health</c> returns when not all is well: it has ended, and this is how.</summary>
public sealed record HealthOutput
{
    /// <summary>Names of the services that are not healthy; null: it says nothing of them.</summary>
    public IReadOnlyList<string>? Unhealthy { get; init; }

    /// <summary>Other services were started than the configuration has; null: those.</summary>
    public NexusError? Warning { get; init; }
}

/// <summary>What a step returns that did its work and has something to tell all the same.</summary>
public sealed record WarnedOutput
{
    /// <summary>Of a hook that failed where none can keep the workspace from going on.</summary>
    public NexusError? Warning { get; init; }
}
