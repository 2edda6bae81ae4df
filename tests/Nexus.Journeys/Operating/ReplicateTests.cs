using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Journeys.Acting;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Operating;

/// <summary>A home from a home: with its blueprints and settings, and nothing that is its people's.</summary>
public sealed class ReplicateTests
{
    private const string Blueprint = """
        id: bp.said
        trigger: { event_type: alarm.raised }
        plan: [ { kind: transform, id: it, value: { said: "yes" } } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_has_blueprints_and_settings_and_a_token_of_its_own()
    {
        await using var nexus = await ParentAsync();
        var (path, port) = (Path.Combine(nexus.Root, "child"), FreePort());
        try
        {
            var made = JsonElement.Parse(await nexus.NexusAsync(
                "replicate", "--to", path, "--port", $"{port}", "--json"));

            var config = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(path, "state", "config.json"), Ct));
            var parents = JsonElement.Parse(await File.ReadAllTextAsync(
                Path.Combine(nexus.Home, "state", "config.json"), Ct));
            Assert.Equal("ready", made.GetProperty("status").GetString());
            Assert.Equal(1, made.GetProperty("blueprints").GetInt32());
            Assert.Equal(7, config.GetProperty("limits").GetProperty("workspacesPerUser").GetInt32());
            Assert.Equal(made.GetProperty("child_id").GetString(), config.GetProperty("env_id").GetString());
            Assert.NotEqual(Token(parents), Token(config));
            Assert.NotEqual(
                parents.GetProperty("ports").GetProperty("ssh").GetRawText(),
                config.GetProperty("ports").GetProperty("ssh").GetRawText());
            Assert.Equal(HttpStatusCode.OK, await AskAsync(port, Token(config), "/api/v1/blueprints/bp.said"));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(port, Token(parents), "/api/v1/blueprints"));
            Assert.DoesNotContain("child", await nexus.NexusAsync("node", "list", "--json"), StringComparison.Ordinal);
            Assert.Contains("running", await nexus.NexusAsync("child", "list"), StringComparison.Ordinal);
            var again = await nexus.TryNexusAsync("replicate", "--to", path, "--port", $"{port}");
            Assert.Contains("[child.not_empty]", again.Error, StringComparison.Ordinal);

            await nexus.NexusAsync("child", "stop", path);
            Assert.Contains("stopped", await nexus.NexusAsync("child", "list"), StringComparison.Ordinal);
            await nexus.NexusAsync("child", "start", made.GetProperty("child_id").GetString()!);
            Assert.Equal(HttpStatusCode.OK, await AskAsync(port, Token(config), "/api/v1/health"));
        }
        finally
        {
            await nexus.NexusAsync("child", "rm", path, "--yes");
        }

        Assert.False(Directory.Exists(path));
        Assert.Equal("""{"items":[],"next_cursor":null}""", (await nexus.NexusAsync("child", "list", "--json")).Trim());
    }

    [Fact]
    public async Task What_is_not_its_administrators_or_begins_by_itself_arrives_as_a_draft()
    {
        await using var nexus = await ParentAsync();
        await nexus.PromoteAsync("timed", """
            id: bp.timed
            trigger: { schedule: "0 3 * * *" }
            plan: [ { kind: transform, id: it, value: { said: "yes" } } ]
            """);
        var bobs = Path.Combine(nexus.Root, "bobs.yaml");
        await File.WriteAllTextAsync(bobs, Blueprint.Replace("bp.said", "bp.bobs", StringComparison.Ordinal), Ct);
        await nexus.ScriptAsync("""
            NEXUS_TOKEN=$("$NEXUS" user add bob); export NEXUS_TOKEN
            "$NEXUS" draft save "$1" && "$NEXUS" draft validate bobs && "$NEXUS" draft promote bobs
            """, bobs);
        var (path, port) = (Path.Combine(nexus.Root, "child"), FreePort());
        try
        {
            var made = await nexus.TryNexusAsync("replicate", "--to", path, "--port", $"{port}", "--json");

            Assert.Equal(1, JsonElement.Parse(made.Output).GetProperty("blueprints").GetInt32());
            foreach (var told in new[]
            {
                "bp.bobs stays a draft of the child: it is another user's",
                "bp.timed stays a draft of the child: it has a schedule",
                $"with NEXUS_HOME={path}: nexus draft promote bp.timed",
            })
            {
                Assert.Contains(told, made.Error, StringComparison.Ordinal);
            }

            var config = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(path, "state", "config.json"), Ct));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(port, Token(config), "/api/v1/blueprints/bp.said"));
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync(port, Token(config), "/api/v1/blueprints/bp.bobs"));
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync(port, Token(config), "/api/v1/blueprints/bp.timed"));
            await nexus.ScriptAsync("""NEXUS_HOME=$1 "$NEXUS" draft promote bp.timed""", path);
            Assert.Equal(HttpStatusCode.OK, await AskAsync(port, Token(config), "/api/v1/blueprints/bp.timed"));
        }
        finally
        {
            await nexus.NexusAsync("child", "rm", path, "--yes");
        }
    }

    [Fact]
    public async Task What_was_interrupted_goes_on_when_it_is_asked_for_again()
    {
        await using var nexus = await ParentAsync();
        var (path, port) = (Path.Combine(nexus.Root, "child"), FreePort());
        await nexus.NexusAsync("replicate", "--to", path, "--port", $"{port}");
        var whole = JsonElement.Parse(await nexus.NexusAsync("child", "list", "--json")).GetProperty("items")[0];
        await nexus.NexusAsync("child", "stop", path);
        await nexus.NexusAsync("child", "rm", path, "--keep");

        // As a crash leaves it after each of its steps: known to the parent, marked, configured.
        using var http = await nexus.HttpAsync();
        await http.PostAsJsonAsync("children", new JsonObject { ["path"] = path, ["port"] = port }, Ct);
        var begun = JsonElement.Parse(await nexus.NexusAsync("child", "list", "--json")).GetProperty("items")[0];
        var mark = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(path, "child.json"), Ct))!;
        mark["child_id"] = begun.GetProperty("child_id").GetString();
        Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(Path.Combine(path, "child.json"), mark.ToJsonString(), Ct);
        Assert.Equal("making", begun.GetProperty("status").GetString());

        var again = JsonElement.Parse(await nexus.NexusAsync("replicate", "--to", path, "--port", $"{port}", "--json"));

        Assert.Equal("ready", again.GetProperty("status").GetString());
        Assert.Equal(begun.GetProperty("child_id").GetString(), again.GetProperty("child_id").GetString());
        Assert.NotEqual(whole.GetProperty("child_id").GetString(), again.GetProperty("child_id").GetString());
        await nexus.NexusAsync("child", "rm", path, "--yes");
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public async Task A_place_that_cannot_be_a_home_of_its_own_is_refused_and_nothing_is_begun()
    {
        await using var nexus = await ParentAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var full = Directory.CreateDirectory(Path.Combine(nexus.Root, "full")).FullName;
        await File.WriteAllTextAsync(Path.Combine(full, "mine"), "", Ct);
        Directory.CreateSymbolicLink(Path.Combine(nexus.Root, "link"), nexus.Home);

        await RefusedAsync(nexus, full, FreePort(), "child.not_empty");
        await RefusedAsync(nexus, Path.Combine(nexus.Home, "child"), FreePort(), "child.inside");
        await RefusedAsync(nexus, Path.Combine(nexus.Root, "link", "child"), FreePort(), "child.inside");
        await RefusedAsync(nexus, nexus.Root, FreePort(), "child.inside");
        await RefusedAsync(
            nexus, Path.Combine(nexus.Root, "new"), ((IPEndPoint)other.LocalEndpoint).Port, "child.port_taken");

        Assert.False(Directory.Exists(Path.Combine(nexus.Root, "new")));
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(full).Select(Path.GetFileName));
        Assert.Equal("""{"items":[],"next_cursor":null}""", (await nexus.NexusAsync("child", "list", "--json")).Trim());
    }

    private static async Task<Installation> ParentAsync()
    {
        var nexus = await Installation.StartAsync("process", """, "limits": { "workspacesPerUser": 7 }""");
        await nexus.PromoteAsync("said", Blueprint);
        return nexus;
    }

    private static async Task RefusedAsync(Installation nexus, string path, int port, string code)
    {
        var result = await nexus.TryNexusAsync("replicate", "--to", path, "--port", $"{port}");
        Assert.Contains($"[{code}]", result.Error, StringComparison.Ordinal);
    }

    private static string? Token(JsonElement config) => config.GetProperty("auth").GetProperty("token").GetString();

    private static async Task<HttpStatusCode> AskAsync(int port, string? token, string path)
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await client.GetAsync(path, Ct);
        return answer.StatusCode;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
