using System.Globalization;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>How long bringing up took lately, for the estimate in answers. A guess until the first one.</summary>
public sealed class UpTimes
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private double _seconds = 30;
    private bool _isMeasured;

    /// <summary>Whole seconds, e.g. <c>4s</c>.</summary>
    public string Estimate
    {
        get
        {
            lock (_gate)
                return Math.Ceiling(_seconds).ToString(CultureInfo.InvariantCulture) + "s";
        }
    }

    /// <summary>A time that cannot be tells of a clock that was set, and of nothing else.</summary>
    public void Add(TimeSpan took)
    {
        if (took < TimeSpan.Zero || took > Longest)
            return;
        lock (_gate)
        {
            _seconds = _isMeasured ? (0.7 * _seconds) + (0.3 * took.TotalSeconds) : took.TotalSeconds;
            _isMeasured = true;
        }
    }
}
