using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Acting;

/// <summary>What becomes of workcells.</summary>
internal static class Cells
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<IReadOnlyList<WorkspaceView>> WorkspacesAsync(this Installation nexus)
    {
        using var http = await nexus.HttpAsync();
        var json = await http.GetStringAsync(new Uri("workspaces", UriKind.Relative), Ct);
        return JsonSerializer.Deserialize(json, ContractsJson.Default.WorkspacePage)!.Items;
    }

    /// <summary>Soon there is neither one that the server knows nor an environment, a directory or a process.</summary>
    public static async Task NoWorkcellIsLeftAsync(this Installation nexus)
    {
        var since = Stopwatch.GetTimestamp();
        while (await LeftAsync(nexus) is { } left)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Within, left);
            await Task.Delay(100, Ct);
        }
    }

    /// <summary>With signal 9; then it is started again, as systemd would.</summary>
    public static async Task KillServerAsync(this Installation nexus)
    {
        var pid = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(nexus.Home, "state", "nexusd.pid"), Ct),
            NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        if (ProcessIdentity.Of(pid) is { } server && server.Send(Signal.Kill))
            await server.WaitGoneAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);
        await nexus.StartServerAsync();
    }

    private static async Task<string?> LeftAsync(Installation nexus)
    {
        if ((await nexus.WorkspacesAsync()).FirstOrDefault(one => one.Workcell is not null) is { } known)
            return $"{known.WorkspaceName} is {known.Status}: {known.Error}";
        var records = Directory.GetFiles(nexus.NodeState, "environment.json", SearchOption.AllDirectories);
        return records.FirstOrDefault();
    }
}
