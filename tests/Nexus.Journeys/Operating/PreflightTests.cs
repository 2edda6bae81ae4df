using System.Text.Json;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Operating;

/// <summary>The real programs on this machine.</summary>
public sealed class PreflightTests
{
    [Fact]
    public async Task This_machine_has_what_a_server_and_a_node_need()
    {
        await using var nexus = await Installation.StartAsync("process");

        var told = JsonElement.Parse(await nexus.NexusAsync("preflight", "--json"));

        Assert.True(told.GetProperty("is_ready").GetBoolean());
        var needs = told.GetProperty("needs").EnumerateArray().ToDictionary(
            need => need.GetProperty("name").GetString()!, StringComparer.Ordinal);
        foreach (var name in (string[])["ssh", "nexusd", "sqlite", "nexus-node", "providers", "port of the API"])
            Assert.Equal("ok", needs[name].GetProperty("state").GetString());
        Assert.All(needs.Values, need => Assert.NotEqual("", need.GetProperty("why").GetString()));
        Assert.All(
            needs.Values.Where(need => need.GetProperty("state").GetString() is not "ok"),
            need => Assert.NotEqual(JsonValueKind.Null, need.GetProperty("next").ValueKind));
    }

    [Fact]
    public async Task A_server_says_what_it_was_started_with()
    {
        await using var nexus = await Installation.StartAsync("process");

        var running = JsonElement.Parse(await nexus.NexusAsync("config", "show", "--json"));
        var other = JsonElement.Parse(await nexus.NexusAsync(
            "config", "show", "--json", "--home", Path.Combine(nexus.Root, "none"), "--profile", "server"));

        Assert.Equal("command_line", Of(running, "server.port", "origin"));
        Assert.Equal("--port", Of(running, "server.port", "from"));
        Assert.Equal("file", Of(running, "ports.quarantine", "origin"));
        Assert.Equal(("profile", "server"), (Of(other, "ledger.keep", "origin"), Of(other, "ledger.keep", "from")));
        Assert.False(Directory.Exists(Path.Combine(nexus.Root, "none")));
    }

    private static string? Of(JsonElement settings, string key, string property) =>
        settings.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("key").GetString() == key)
            .GetProperty(property).GetString();
}
