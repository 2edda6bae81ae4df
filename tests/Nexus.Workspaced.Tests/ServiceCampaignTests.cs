using System.Globalization;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Health;

namespace Nexus.Workspaced.Tests;

/// <summary>Twenty services at once: most break, each in its own way and moment; the others stay healthy.</summary>
public sealed class ServiceCampaignTests : SandboxTests
{
    private const int FirstPort = 5200;
    private const int Count = 20;

    /// <summary>Overridden to look for more; a failure names it.</summary>
    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("NEXUS_SEED") ?? "20260117", CultureInfo.InvariantCulture);

    private static readonly (string Way, string Reason)[] Ways =
    [
        ("exit", "exited with code 3"),
        ("crash-loop", "times in a row"),
        ("hang", "it is suspended by a signal"),
        ("closed", "nothing accepts connections on port"),
        ("500", "GET / answered 500"),
        ("slow", "GET / was not answered within 2 s"),
        ("memory", "was killed"),
        ("wrong-port", "it listens on"),
        ("missing", "command not found: no-such-server"),
        ("deaf", "does not end on TERM"),
        ("", ""),
    ];

    [Fact]
    public async Task Every_failure_is_told_of_in_time_and_no_other()
    {
        var random = new Random(Seed);
        var plan = Enumerable.Range(0, Count).Select(index => (
            Port: FirstPort + index, Name: $"s{index}", Ways[index % Ways.Length].Way,
            Ways[index % Ways.Length].Reason, After: TimeSpan.FromSeconds(random.NextDouble() * 6))).ToList();
        await Workspace.StartBreakableAsync(
            [.. plan.Select(service => Breakable.Service(service.Port, service.Name, more: service.Way))]);
        await Workspace.WatchAsync(now => now.Services.All(service => service.State is ServiceState.Healthy));

        var seen = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var alarms = new HashSet<string>(StringComparer.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        var breaking = Task.WhenAll(
            plan.Select(service => BreakAsync(service.Port, service.Name, service.Way, service.After)));
        await Workspace.WatchAsync(now =>
        {
            foreach (var (service, expected) in now.Services.Zip(plan))
            {
                if (service.State is not ServiceState.Healthy)
                    alarms.Add(service.Name);
                if (service.Reason?.Contains(expected.Reason, StringComparison.Ordinal) is true)
                    seen.TryAdd(service.Name, TimeProvider.System.GetElapsedTime(started) - expected.After);
            }

            return plan.TrueForAll(service => service.Way is "" || seen.ContainsKey(service.Name));
        });
        await breaking;

        foreach (var service in plan.Where(service => service.Way is not ""))
        {
            Assert.True(
                seen[service.Name] <= 2 * HealthMonitor.Interval,
                $"{service.Name} ({service.Way}) was told of after {seen[service.Name]}; seed {Seed}");
        }

        Assert.DoesNotContain(plan, service => service.Way is "" && alarms.Contains(service.Name));
    }

    private async Task BreakAsync(int port, string name, string way, TimeSpan after)
    {
        await Task.Delay(after, Ct);
        if (way is "deaf")
        {
            await (await Workspace.OpenAsync(
                Verbs.Restart, new RestartRequest(name), TransportJson.Default.RestartRequest)).DisposeAsync();
        }
        else if (way is not "")
        {
            Workspace.Break(port, way);
        }
    }
}
