using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// README: services never lie. Whatever way one breaks, it is told of within two intervals of its check and with the
/// reason; the others, as many again, are never doubted.
/// </summary>
[Trait("Campaign", "services")]
public sealed class ServicesCampaign
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_way_a_service_breaks_it_is_told_of_in_time_and_no_other_is()
    {
        var isWhole = Campaign.IsWhole("services");
        var length = isWhole ? Campaign.Whole(minutes: 60) : TimeSpan.FromSeconds(35);
        var plan = Breaking.Plan(
            Campaign.Seed, workspaces: isWhole ? 5 : 2, ofEachWay: isWhole ? 2 : 1, length - (2 * Within));
        await using var nexus = await Installation.StartAsync("process");
        var homes = await MakeAsync(nexus, plan);
        using var api = await nexus.HttpAsync();
        var watch = new ServiceWatch(plan, Within);
        var load = new MachineLoad();

        var started = Stopwatch.GetTimestamp();
        var breaking = Task.WhenAll(plan.Where(service => service.Way is not null).Select(service =>
            BreakAsync(api, service, homes[service.Workspace], watch)));
        for (var look = 0; Stopwatch.GetElapsedTime(started) < length; look++)
        {
            var page = await api.GetFromJsonAsync("workspaces", ContractsJson.Default.WorkspacePage, Ct);
            watch.See(page!.Items);
            if (look % 50 == 0)
                load.Look();
            await Task.Delay(Glance, TimeProvider.System, Ct);
        }

        await breaking;
        await watch.ReadLogsAsync(nexus);
        if (isWhole)
            await ServicesReport.WriteAsync(length, plan, watch, load);
        Assert.True(watch.Problems.Count == 0, $"{string.Join('\n', watch.Problems)}\nseed {Campaign.Seed}; {load}");
    }

    /// <returns>The homes by workspace, once every service is healthy.</returns>
    private static async Task<IReadOnlyDictionary<string, string>> MakeAsync(
        Installation nexus, IReadOnlyList<Breaking> plan)
    {
        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var services in plan.GroupBy(service => service.Workspace))
        {
            var repository = await Breaking.MakeRepositoryAsync(nexus, services.Key, services);
            await nexus.NexusAsync(
                "workspace", "create", services.Key, "--source", repository, "--provider", "process");
            var workspace = await nexus.StatusAsync(services.Key);
            Assert.Equal(WorkspaceState.Ready, workspace.Status);
            var ways = Directory.CreateDirectory(Path.Combine(HomeOf(nexus, workspace), "ways"));
            File.SetUnixFileMode(ways.FullName, (UnixFileMode)0b111_111_111);
            homes[services.Key] = ways.Parent!.FullName;
        }

        return homes;
    }

    private static string HomeOf(Installation nexus, WorkspaceView workspace) => Path.Combine(
        Path.GetDirectoryName(Directory.EnumerateFiles(nexus.NodeState, "sandbox.json", SearchOption.AllDirectories)
            .Single(path => File.ReadAllText(path).Contains(workspace.WorkspaceId, StringComparison.Ordinal)))!,
        "home");

    private static async Task BreakAsync(HttpClient api, Breaking service, string home, ServiceWatch watch)
    {
        await Task.Delay(service.After, TimeProvider.System, Ct);
        watch.Breaks(service);
        if (service.Way is { Name: "deaf" })
        {
            using var answer = await api.PostAsync(
                $"workspaces/{service.Workspace}/restart",
                JsonContent.Create(new { service = service.Name }, options: new JsonSerializerOptions()), Ct);
            answer.EnsureSuccessStatusCode();
            return;
        }

        await File.WriteAllTextAsync(service.FileIn(home), "", Ct);
    }
}
