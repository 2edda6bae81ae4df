using System.Collections.Concurrent;

namespace Nexus.Journeys.Campaigns;

/// <summary>The last things somebody did, with when they began and how long they took.</summary>
internal sealed class Diary
{
    private const int Lines = 60;

    private readonly ConcurrentQueue<string> _lines = new();

    /// <param name="deed">With what came of it.</param>
    /// <param name="since">When it began, by <see cref="TimeProvider.System"/>.</param>
    public void Add(string deed, long since)
    {
        var took = TimeProvider.System.GetElapsedTime(since);
        _lines.Enqueue(Campaign.Text(
            $"  {TimeProvider.System.GetUtcNow() - took:HH:mm:ss.fff} {took.TotalSeconds,7:F2} s  {deed}"));
        while (_lines.Count > Lines)
            _lines.TryDequeue(out _);
    }

    public override string ToString() => string.Join('\n', _lines);
}
