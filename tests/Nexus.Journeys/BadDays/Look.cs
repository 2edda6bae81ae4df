using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.BadDays;

/// <summary>Looks at a workspace, as a person does who waits.</summary>
internal static class Look
{
    /// <summary>What takes seconds, on a machine with a lot to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.2);

    public static Task<WorkspaceView> UntilReadyAsync(this Installation nexus, string name) =>
        nexus.UntilAsync(name, view => view.Status is WorkspaceState.Ready, Patience);

    public static async Task<WorkspaceView> UntilAsync(
        this Installation nexus, string name, Func<WorkspaceView, bool> isSo, TimeSpan within)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            var seen = await nexus.StatusAsync(name);
            if (isSo(seen))
                return seen;
            Assert.True(
                Stopwatch.GetElapsedTime(since) < within,
                $"{name} is still {seen.Status} {seen.Error} {string.Join(", ", seen.Services.Values)}");
            await Task.Delay(Glance, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Each of its services with what changes when it is started again.</summary>
    public static async Task<IReadOnlyList<string>> ServiceRunsAsync(this Installation nexus, WorkspaceView workspace)
    {
        var main = await nexus.ProcessAsync(Victim.Daemon, workspace);
        Assert.NotNull(main);
        var processes = Campaigns.Processes.Below(main.Value.Pid)
            .Where(process => process.Command.StartsWith("perl ", StringComparison.Ordinal))
            .Select(process => FormattableString.Invariant($"{process.Pid} {process.Command}"));
        var services = workspace.Services.Select(
            service => FormattableString.Invariant(
                $"{service.Key} {service.Value.StartedAt:O}, {service.Value.Restarts} restarts"));
        return [$"{main}", .. processes.Order(StringComparer.Ordinal), .. services];
    }
}
