namespace Nexus.Cli.Tests;

/// <summary>A second is a millisecond.</summary>
internal sealed class FastClock : TimeProvider
{
    /// <summary>A timer that is longer never rings: which of two does first is not left to chance.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.MaxValue;

    public override long TimestampFrequency => System.TimestampFrequency / 1000;

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(
            callback, state,
            dueTime == Timeout.InfiniteTimeSpan || dueTime > Longest ? Timeout.InfiniteTimeSpan : dueTime / 1000,
            period);
}
