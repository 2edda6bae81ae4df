namespace Nexus.Engine.Runs;

/// <summary>The time of day, and one that goes on steadily when somebody sets it.</summary>
internal sealed class RunTime(TimeProvider clock)
{
    private readonly DateTimeOffset _begin = clock.GetUtcNow();
    private readonly long _beginStamp = clock.GetTimestamp();

    public TimeProvider Clock => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What was the time of day when the server started, and how long that is ago.</summary>
    public DateTimeOffset Steady => _begin + clock.GetElapsedTime(_beginStamp);
}
