using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Services;

/// <summary>Answers <c>usage</c>: looks twice, a moment apart. Nobody looks when nobody asks.</summary>
internal sealed class ReadUsage(LiveServices live, TimeProvider clock)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var before = live.All.ToDictionary(service => service, service => CpuOf(service.Child.Usage()));
        var started = clock.GetTimestamp();
        if (before.Count > 0)
            await Task.Delay(Moment, clock, cancellationToken);

        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        var usage = before.ToDictionary(
            pair => pair.Key.Name, pair => Of(pair.Key, pair.Value, seconds), StringComparer.Ordinal);
        await connection.AcceptAsync(new UsageReply(usage), TransportJson.Default.UsageReply, cancellationToken);
    }

    /// <summary>A process that started in between counts from its start.</summary>
    private static double CpuPercent(
        IReadOnlyDictionary<ProcessIdentity, TimeSpan> before, IReadOnlyDictionary<ProcessIdentity, TimeSpan> after,
        double seconds) =>
        Math.Round(
            after.Sum(pair => (pair.Value - before.GetValueOrDefault(pair.Key)).TotalSeconds) / seconds * 100, 1);

    private ServiceUsage Of(
        LiveService service, IReadOnlyDictionary<ProcessIdentity, TimeSpan> before, double seconds)
    {
        var usage = service.Child.Usage();
        return new(
            CpuPercent(before, CpuOf(usage), seconds),
            usage.Sum(process => process.PrivateBytes)
                + usage.Select(process => process.SharedBytes).DefaultIfEmpty().Max(),
            (long)clock.GetElapsedTime(service.Started).TotalSeconds);
    }

    private static Dictionary<ProcessIdentity, TimeSpan> CpuOf(IReadOnlyList<ProcessUsage> usage) =>
        usage.ToDictionary(process => process.Process, process => process.Cpu);
}
