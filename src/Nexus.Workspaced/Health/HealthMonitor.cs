using Nexus.Spec;

namespace Nexus.Workspaced.Health;

/// <summary>How long a monitor believes what.</summary>
/// <param name="HasCheck">Without one, being alive is all that can be said.</param>
/// <param name="Within">Until it must have been healthy once.</param>
/// <param name="Timeout">The same as the file says it, for people.</param>
/// <param name="Probation">It is not believed before it has lived that long.</param>
internal sealed record Patience(bool HasCheck, TimeSpan Within, TimeSpan Timeout, TimeSpan Probation)
{
    public static Patience Of(ServiceConfig service, TimeSpan within, TimeSpan probation) =>
        new(service.HealthCheck.Type is not HealthCheckType.None, within, service.HealthCheck.Timeout, probation);
}

/// <summary>Watches one running service: quickly until it works, then now and then.</summary>
/// <remarks>
/// A failure is told of within two intervals, 10 s: one passes until it is looked at, then there are two attempts in
/// less than the other. One slow answer is no failure. A monitor that was away itself looks again: it has missed the
/// two intervals anyway, and a false alarm makes nothing better.
/// </remarks>
/// <param name="attempt">One look, at most that long.</param>
/// <param name="clock">Moved by tests.</param>
internal sealed class HealthMonitor(Func<TimeSpan, CancellationToken, Task<Miss?>> attempt, TimeProvider clock)
{
    /// <summary>Between two looks at a service that is healthy.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>From the first failed attempt's start to the verdict.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromSeconds(4.25);

    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Many services listen within moments, and others wait for them: the first attempts come sooner.
    /// </summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>What a service lacks while it starts is worth telling when it takes longer than most do.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SecondThought = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan UnhealthyInterval = TimeSpan.FromSeconds(1);

    /// <summary>Nobody is away every time; whatever it is, it is told.</summary>
    private const int AwayAtMost = 2;

    /// <summary>Until cancelled.</summary>
    /// <param name="patience">With this service.</param>
    /// <param name="found">Called after every look that says something.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(
        Patience patience, Func<Finding, Task> found, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var first = patience.HasCheck || patience.Probation > Alive ? patience.Probation : Alive;
        if (first > TimeSpan.Zero)
            await Task.Delay(first, clock, cancellationToken);

        var pause = FirstInterval;
        while (patience.HasCheck && await attempt(Interval, cancellationToken) is { } miss)
        {
            var elapsed = clock.GetElapsedTime(started);
            if (!miss.WasAway && elapsed >= patience.Within)
                await found(new(miss with { Reason = Late(patience, miss.Reason) }));
            else if (!miss.WasAway && elapsed >= Quick)
                await found(new(miss, IsEarly: true));
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < StartInterval ? pause * 2 : StartInterval;
        }

        await found(new(null));
        await WatchAsync(found, cancellationToken);
    }

    private static string Late(Patience patience, string reason) =>
        $"not healthy within {patience.Timeout.TotalSeconds:0.#} s: {reason}";

    private async Task WatchAsync(Func<Finding, Task> found, CancellationToken cancellationToken)
    {
        for (var isHealthy = true; ;)
        {
            await Task.Delay(isHealthy ? Interval : UnhealthyInterval, clock, cancellationToken);
            var miss = await LookTwiceAsync(cancellationToken);
            isHealthy = miss is null;
            await found(new(miss));
        }
    }

    /// <returns>Null when either attempt was good.</returns>
    private async Task<Miss?> LookTwiceAsync(CancellationToken cancellationToken)
    {
        for (var away = 0; ; away++)
        {
            var miss = await TryTwiceAsync(cancellationToken);
            if (miss is not { WasAway: true } || away == AwayAtMost)
                return miss;
        }
    }

    private async Task<Miss?> TryTwiceAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        if (await attempt(Doubt, cancellationToken) is not { } miss)
            return null;

        var left = Doubt - SecondThought - clock.GetElapsedTime(started);
        if (miss.WasAway || left <= TimeSpan.Zero)
            return miss;
        await Task.Delay(SecondThought, clock, cancellationToken);
        return await attempt(left, cancellationToken);
    }
}
