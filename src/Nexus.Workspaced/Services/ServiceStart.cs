using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>The runs of a service since it was asked to start: what the restart rule looks at.</summary>
internal sealed class ServiceStart(ServiceConfig service, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly Backoff _backoff = new();
    private int _exits;
    private bool _wasHealthy;
    private long? _healthySince;
    private TimeSpan _healthyFor;

    public ServiceExit LastExit { get; private set; } = new(0, false, 0, false);

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

    public void Exited(int code)
    {
        _healthyFor = _healthySince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
        _healthySince = null;
        LastExit = new(code, _wasHealthy, ++_exits, IsPastDeadline);
    }

    public TimeSpan Pause() => _backoff.Next(_healthyFor);
}
