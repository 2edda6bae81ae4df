using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Services;

/// <summary>
/// Answers <c>usage</c> at once: processor time since somebody last looked, or since the service started when that is
/// long ago or has hardly begun. Nobody looks when nobody asks.
/// </summary>
internal sealed class ReadUsage(LiveServices live, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private Dictionary<LiveService, Look> _looks = [];

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken) =>
        await connection.AcceptAsync(new UsageReply(Read()), TransportJson.Default.UsageReply, cancellationToken);

    private Dictionary<string, ServiceUsage> Read()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var looks = new Dictionary<LiveService, Look>();
            var usages = new Dictionary<string, ServiceUsage>(StringComparer.Ordinal);
            foreach (var service in live.All)
            {
                var usage = service.Child.Usage();
                var before = Before(service, now);
                usages[service.Name] = Of(service, usage, before, now);
                looks[service] = _looks.TryGetValue(service, out var last)
                    && clock.GetElapsedTime(last.At, now) < Shortest ? last : new(now, CpuOf(usage));
            }

            _looks = looks;
            return usages;
        }
    }

    /// <summary>What to compare with.</summary>
    private Look Before(LiveService service, long now) =>
        _looks.TryGetValue(service, out var look)
            && clock.GetElapsedTime(look.At, now) is var age && age >= Shortest && age <= Longest
            ? look
            : new(service.Started, []);

    private ServiceUsage Of(LiveService service, IReadOnlyList<ProcessUsage> usage, Look before, long now) => new(
        CpuPercent(before.Cpu, CpuOf(usage), clock.GetElapsedTime(before.At, now)),
        usage.Sum(process => process.PrivateBytes)
            + usage.Select(process => process.SharedBytes).DefaultIfEmpty().Max(),
        (long)clock.GetElapsedTime(service.Started, now).TotalSeconds);

    /// <summary>A process that started in between counts from its start.</summary>
    private static double CpuPercent(
        Dictionary<ProcessIdentity, TimeSpan> before, Dictionary<ProcessIdentity, TimeSpan> after, TimeSpan between) =>
        Math.Round(
            after.Sum(pair => (pair.Value - before.GetValueOrDefault(pair.Key)).TotalSeconds)
                / Math.Max(between.TotalSeconds, Shortest.TotalSeconds) * 100,
            1);

    private static Dictionary<ProcessIdentity, TimeSpan> CpuOf(IReadOnlyList<ProcessUsage> usage) =>
        usage.ToDictionary(process => process.Process, process => process.Cpu);

    /// <param name="At">Timestamp of the clock.</param>
    /// <param name="Cpu">Processor time of each process until then.</param>
    private sealed record Look(long At, Dictionary<ProcessIdentity, TimeSpan> Cpu);
}
