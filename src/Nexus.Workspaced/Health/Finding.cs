namespace Nexus.Workspaced.Health;

/// <summary>Why an attempt failed.</summary>
/// <param name="Reason">For people.</param>
/// <param name="ClosedPort">Nothing accepts connections on this one.</param>
internal sealed record Miss(string Reason, int? ClosedPort = null)
{
    /// <summary>
    /// Who tried was away meanwhile, as one is whose machine is suspended, and so learnt nothing of the service.
    /// </summary>
    public bool WasAway { get; init; }
}

/// <summary>What a monitor finds out.</summary>
/// <param name="Miss">Why it is not healthy; null: it is.</param>
/// <param name="IsEarly">It has time left to become healthy.</param>
internal readonly record struct Finding(Miss? Miss, bool IsEarly = false)
{
    public bool IsHealthy => Miss is null;
}
