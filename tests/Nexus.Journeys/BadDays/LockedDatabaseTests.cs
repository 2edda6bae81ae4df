using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Journeys.BadDays;

/// <summary>README: while another program holds the database, the server says so and shows what it knows.</summary>
[Collection("own workspaces")]
public sealed class LockedDatabaseTests(OwnWorkspaces own)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_is_refused_reads_go_on_and_afterwards_so_do_writes()
    {
        var (nexus, _) = await own.OfAsync("process");
        await nexus.UntilReadyAsync("process");
        using var client = await nexus.HttpAsync();

        using (Hold(nexus))
        {
            using var refused = await CreateAsync(client).WaitAsync(Look.Patience, TimeProvider.System, Ct);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            using var json = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Ct));
            var error = json.RootElement.GetProperty("error");
            Assert.Equal("ledger.locked", error.GetProperty("code").GetString());
            Assert.Contains("fuser", error.GetProperty("hint").GetString(), StringComparison.Ordinal);

            var down = await nexus.TryNexusAsync("workspace", "down", "process");
            Assert.Equal(4, down.ExitCode);
            Assert.Contains("ledger.locked", down.Error, StringComparison.Ordinal);
            Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync("process")).Status);
        }

        using var taken = await CreateAsync(client).WaitAsync(Look.Patience, TimeProvider.System, Ct);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await nexus.NexusAsync("workspace", "restart", "process");
        Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync("process")).Status);
        await nexus.NexusAsync("workspace", "rm", "locked", "--yes");
    }

    /// <summary>Whoever writes holds it for a moment; then it is ours.</summary>
    private static Database Hold(Installation nexus)
    {
        var database = Database.Open(
            Path.Combine(nexus.Home, "state", "data", "events.db"), busyTimeout: TimeSpan.FromSeconds(20));
        database.Execute("begin immediate");
        return database;
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client) =>
        client.PostAsJsonAsync("workspaces/create", new { workspace_name = "locked", start = false }, Ct);
}
