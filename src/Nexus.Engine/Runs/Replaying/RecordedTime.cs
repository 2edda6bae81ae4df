namespace Nexus.Engine.Runs.Replaying;

/// <summary>The time at which something was recorded.</summary>
internal sealed class RecordedTime(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}
