using Nexus.Spec;

namespace Nexus.Workspaced.Health;

/// <summary>What a monitor finds out; <see cref="Reason"/> says why not.</summary>
internal readonly record struct Finding(bool IsHealthy, string? Reason);

/// <summary>Watches one running service: quickly until it works, then now and then.</summary>
internal sealed class HealthMonitor(HealthProbe probe, TimeProvider clock)
{
    /// <summary>Being alive that long is all that can be said of a service without a check.</summary>
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Many services listen within moments, and others wait for them: the first attempts come sooner.
    /// </summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan HealthyInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnhealthyInterval = TimeSpan.FromSeconds(1);
    private const int MissesAllowed = 2;

    /// <summary>Until cancelled.</summary>
    /// <param name="firstDeadline">Until it must have been healthy once.</param>
    /// <param name="found">Called when what is known changes.</param>
    public async Task RunAsync(
        ServiceConfig service, TimeSpan firstDeadline, Action<Finding> found, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        if (service.HealthCheck.Type is HealthCheckType.None)
        {
            await Task.Delay(Alive, clock, cancellationToken);
            found(new(true, null));
            return;
        }

        var pause = FirstInterval;
        while (await probe.TryAsync(service, cancellationToken) is { } reason)
        {
            if (clock.GetElapsedTime(started) >= firstDeadline)
                found(new(false, $"not healthy within {service.HealthCheck.Timeout.TotalSeconds:0.#} s: {reason}"));
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < StartInterval ? pause * 2 : StartInterval;
        }

        found(new(true, null));
        await WatchAsync(service, found, cancellationToken);
    }

    private async Task WatchAsync(ServiceConfig service, Action<Finding> found, CancellationToken cancellationToken)
    {
        for (var misses = 0; ;)
        {
            await Task.Delay(
                misses == 0 ? HealthyInterval : UnhealthyInterval, clock, cancellationToken);
            var reason = await probe.TryAsync(service, cancellationToken);
            misses = reason is null ? 0 : misses + 1;
            if (reason is null)
                found(new(true, null));
            else if (misses > MissesAllowed)
                found(new(false, reason));
        }
    }
}
