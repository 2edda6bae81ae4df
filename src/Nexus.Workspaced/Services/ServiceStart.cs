using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>The runs of a service since it was asked to start: what the restart rule looks at.</summary>
internal sealed class ServiceStart(ServiceConfig service, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly Backoff _backoff = new();
    private int _exits;
    private int _exitsInARow;
    private bool _wasHealthy;
    private long? _healthySince;
    private TimeSpan _healthyFor;

    public ServiceExit LastExit { get; private set; } = new(0, "", false, 0, false);

    /// <summary>Did not end when it was asked to; says so.</summary>
    public string? Forced { get; set; }

    /// <summary>It works for moments: one is not enough to call it healthy.</summary>
    public bool IsLooping => _wasHealthy && _exitsInARow > 1;

    public bool IsPastDeadline => !_wasHealthy && TimeLeft == TimeSpan.Zero;

    /// <summary>Until it must have been healthy; each run after that has the whole time.</summary>
    public TimeSpan TimeLeft
    {
        get
        {
            var left = service.HealthCheck.Timeout - clock.GetElapsedTime(_started);
            return _wasHealthy ? service.HealthCheck.Timeout : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A service that has worked once is not "starting" again and again.</summary>
    public ServiceState StateBeforeHealthy => _wasHealthy ? ServiceState.Unhealthy : ServiceState.Starting;

    public void BecameHealthy()
    {
        _wasHealthy = true;
        _healthySince ??= clock.GetTimestamp();
    }

    /// <summary>Why it is not healthy while it starts; null at the first start.</summary>
    public string? WhyAgain => _exits == 0 ? null : $"{Ended}; started again";

    /// <summary>How it ended, and how often in a row.</summary>
    public string Ended => _exitsInARow > 1 ? $"{LastExit}, {_exitsInARow} times in a row" : $"{LastExit}";

    public void Exited(int code, string reason)
    {
        _healthyFor = _healthySince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
        _healthySince = null;
        _exitsInARow = _healthyFor >= Backoff.LongHealth ? 1 : _exitsInARow + 1;
        LastExit = new(code, reason, _wasHealthy, ++_exits, IsPastDeadline);
    }

    public TimeSpan Pause() => _backoff.Next(_healthyFor);
}
