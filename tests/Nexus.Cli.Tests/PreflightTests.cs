using System.Net;
using System.Text.Json;

namespace Nexus.Cli.Tests;

/// <summary>What a machine lacks, with the command to get it. The real programs are asked in Nexus.Journeys.</summary>
public sealed class PreflightTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Empty = """{"items":[],"next_cursor":null}""";

    private const string Settings = """
        {"profile":"local","unknown":[],"items":[
          {"key":"server.port","value":"0","is_set":true,"is_secret":false,"origin":"file","from":"f"},
          {"key":"ports.ssh.first","value":"40999","is_set":true,"is_secret":false,"origin":"file","from":"f"},
          {"key":"ports.ssh.last","value":"40999","is_set":true,"is_secret":false,"origin":"file","from":"f"}]}
        """;

    [Fact]
    public async Task A_machine_without_the_programs_is_told_what_each_is_for_and_how_to_get_it()
    {
        using var desk = new Desk();

        var (code, stdout, _) = await desk.RunAsync("preflight", "--for", "server", "--json");

        Assert.Equal(ExitCode.ProgramMissing, code);
        var need = Need(stdout, "nexusd");
        Assert.Equal("fail", need.GetProperty("state").GetString());
        Assert.Equal("is the server", need.GetProperty("why").GetString());
        Assert.StartsWith("./build", need.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.Equal("server", Assert.Single(need.GetProperty("for").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_server_is_ready_when_its_programs_say_so_whatever_a_node_would_lack()
    {
        using var desk = new Desk();
        Program(desk, "nexusd", $"[ \"$1\" = --version ] && echo 0.1.0 || echo '{Settings.ReplaceLineEndings("")}'");

        var (code, stdout, _) = await desk.RunAsync("preflight", "--for", "server", "--json");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("ok", Need(stdout, "nexusd").GetProperty("state").GetString());
        Assert.Equal("profile local", Need(stdout, "settings").GetProperty("finding").GetString());
        Assert.Equal("127.0.0.1:0 is free", Need(stdout, "port of the API").GetProperty("finding").GetString());
        Assert.StartsWith("1 of 1", Need(stdout, "ssh ports").GetProperty("finding").GetString());
        Assert.Equal("warn", Need(stdout, "OPENAI_API_KEY").GetProperty("state").GetString());
        Assert.DoesNotContain("bwrap", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_needs_one_provider_that_works()
    {
        using var desk = new Desk();
        Program(desk, "nexus-workspaced", "echo 0.1.0");
        Program(desk, "nexus-node", """
            [ "$1" = --version ] && echo 0.1.0 && exit 0
            echo '[{"name":"docker","is_available":false,"version":null,"reason":"No.","has_sudo":true},
                   {"name":"process","is_available":true,"version":"0.8.0","reason":null,"has_sudo":false}]'
            """);

        var (_, stdout, _) = await desk.RunAsync("preflight", "--for", "node", "--json");

        Assert.Equal("ok", Need(stdout, "providers").GetProperty("state").GetString());
        Assert.Equal("docker not: No; process 0.8.0", Need(stdout, "providers").GetProperty("finding").GetString());
    }

    [Theory]
    [InlineData("anthropic", "active", "", "fail", "warn")]
    [InlineData("anthropic", "disabled", "", "warn", "warn")]
    [InlineData("anthropic", "active", "sys/e/providers/anthropic", "ok", "warn")]
    [InlineData("OpenAI", "active", "", "warn", "fail")]
    public async Task A_key_that_a_blueprint_in_force_needs_is_missed(
        string provider, string status, string secret, string anthropic, string openai)
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/blueprints", HttpStatusCode.OK, $$"""
            {"items":[{"blueprint_id":"bp.asks","name":"Asks","status":"{{status}}","version":"bp.asks@0",
              "revision":"0","event_types":[],"schedules":[],"inputs":[],"providers":["{{provider}}"],"owner_id":"u",
              "promoted_at":"2026-01-17T10:00:02Z","promoted_by":"u"}],"next_cursor":null}
            """);
        desk.Server.Answer("GET /api/v1/secrets", HttpStatusCode.OK, secret is "" ? Empty : $$"""
            {"items":[{"path":"{{secret}}","version":1,"backend":"file"}],"next_cursor":null}
            """);

        var (code, stdout, _) = await desk.RunAsync("preflight", "--for", "server", "--json");

        var needs = (Need(stdout, "ANTHROPIC_API_KEY"), Need(stdout, "OPENAI_API_KEY"));
        Assert.Equal(
            (anthropic, openai),
            (needs.Item1.GetProperty("state").GetString(), needs.Item2.GetProperty("state").GetString()));
        Assert.NotEqual(ExitCode.Ok, code);
        if (anthropic is "fail")
            Assert.Contains("bp.asks", needs.Item1.GetProperty("finding").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_has_is_told_with_what_to_do()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        using var desk = new Desk();
        var taken = Settings.Replace("\"0\"", $"\"{port}\"", StringComparison.Ordinal).ReplaceLineEndings("");
        Program(desk, "nexusd", $"[ \"$1\" = --version ] && echo 0.1.0 || echo '{taken}'");

        var (code, stdout, _) = await desk.RunAsync("preflight", "--for", "server", "--json");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("--port", Need(stdout, "port of the API").GetProperty("next").GetString()!);
    }

    [Fact]
    public async Task The_environment_file_is_completed_and_never_changed()
    {
        using var desk = new Desk();
        desk.Set("OPENAI_API_KEY", "sk-of-this-person");
        var file = desk.Write("project/nexus.env", "# mine\nNEXUS_HOME=/srv/nexus\nOPENAI_API_KEY=kept");
        File.SetUnixFileMode(file, OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var first = await desk.RunAsync("preflight", "--for", "server", "--write-env", "nexus.env", "--json");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var second = await desk.RunAsync("preflight", "--for", "server", "--write-env", "nexus.env", "--json");

        Assert.StartsWith("# mine\nNEXUS_HOME=/srv/nexus\nOPENAI_API_KEY=kept\n", text, StringComparison.Ordinal);
        Assert.Contains("\nNEXUS_PROFILE=server\n", text, StringComparison.Ordinal);
        Assert.Contains("\nANTHROPIC_API_KEY=\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-of-this-person", text + first.Stdout + first.Stderr, StringComparison.Ordinal);
        Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("\"added\":[]", second.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_environment_file_is_its_owners_alone()
    {
        using var desk = new Desk();

        await desk.RunAsync("preflight", "--write-env", "etc/of/new.env");

        Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(desk.Project, "etc", "of", "new.env")));
    }

    private static JsonElement Need(string json, string name) =>
        JsonElement.Parse(json).GetProperty("needs").EnumerateArray()
            .Single(need => need.GetProperty("name").GetString() == name);

    private static void Program(Desk desk, string name, string script)
    {
        var file = desk.Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, OwnerFile | UnixFileMode.UserExecute);
    }
}
