using System.Diagnostics;
using System.Threading.Channels;
using Nexus.Platform.Tracing;

namespace Nexus.Server.Telemetry;

/// <summary>
/// Finished spans on their way out: the server's own, its requests and those it sends. What does not fit is counted
/// and dropped; nobody waits for a trace.
/// </summary>
internal sealed class SpanQueue : IDisposable
{
    private const int Most = 4096;
    private static readonly string[] Sources = [Spans.Name, "Microsoft.AspNetCore", "System.Net.Http"];

    private readonly Channel<Activity> _spans = Channel.CreateBounded<Activity>(Most);
    private readonly ActivityListener _listener;
    private long _dropped;

    public SpanQueue()
    {
        _listener = new()
        {
            ShouldListenTo = source => Sources.Contains(source.Name, StringComparer.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => IsSampled(options.Parent)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Since the server started.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public List<Activity> Take(int most)
    {
        var taken = new List<Activity>();
        while (taken.Count < most && _spans.Reader.TryRead(out var span))
            taken.Add(span);
        return taken;
    }

    public void Drop(int count) => Interlocked.Add(ref _dropped, count);

    public void Dispose() => _listener.Dispose();

    /// <summary>Who began the trace decides; of those that begin here all are wanted.</summary>
    private static bool IsSampled(ActivityContext parent) =>
        parent == default || parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);

    private void Add(Activity span)
    {
        if (span.Recorded && !_spans.Writer.TryWrite(span))
            Drop(1);
    }
}
