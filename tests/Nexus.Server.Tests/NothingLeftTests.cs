using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;
using Nexus.Transport.Control;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>What was asked for and cannot be had leaves nothing behind but an explained run.</summary>
public sealed class NothingLeftTests
{
    private const string Bind = "127.22.22.98";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("image.not_found")]
    [InlineData("process.no_images")]
    public async Task An_image_that_cannot_be_had_leaves_nothing(string code)
    {
        await using var host = await StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync(), FakeNode.Hello(), _ => true);
        node.Refuses = asked => asked.Verb is ControlVerbs.Ensure
            ? new(code, "This node has no image 'nexus/none:1'.", "Build it.")
            : null;

        var made = await client.CreateAsync(new() { WorkspaceName = "api", Image = "nexus/none:1" });

        await IsGoneAsync(host, client, made, code);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_no_node_takes_leaves_nothing()
    {
        await using var host = await StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await host.NodeAsync("n1");

        var made = await client.CreateAsync(new()
        {
            WorkspaceName = "api",
            NodeLabels = new Dictionary<string, string> { ["gpu"] = "yes" },
        });

        await IsGoneAsync(host, client, made, "node.none_fits");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_provider_that_works_nowhere_leaves_nothing()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var hello = new NodeHello("1", [new("docker", IsAvailable: false, null, "It does not answer.", HasSudo: true)]);
        await using var node = await FakeNode.ConnectAsync(host, await host.JoinAsync(), hello, _ => false);

        var made = await client.CreateAsync(new() { WorkspaceName = "api", Provider = "docker" });
        var removed = host.EventAsync("xyn.workspace.removed");
        await host.PassUntilAsync(clock, node, () => removed.IsCompleted, TimeSpan.FromSeconds(30));

        await IsGoneAsync(host, client, made, "node.no_provider");
    }

    [Fact(Timeout = 60_000)]
    public async Task No_port_for_its_service_leaves_nothing_of_a_new_one_and_all_of_one_that_ran()
    {
        using var others = new TcpListener(IPAddress.Parse(Bind), 0);
        others.Start();
        var port = ((IPEndPoint)others.LocalEndpoint).Port;
        await using var host = await ServerHost.StartAsync(configure: services => services.AddSingleton(
            Options.Create(new PortOptions { Bind = Bind, Services = new() { First = port, Last = port } })));
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Ready);

        node.Configured = [LivingNode.Plan("web", 3000)];
        var made = await client.CreateAsync(new() { WorkspaceName = "api" });
        await IsGoneAsync(host, client, made, "port.exhausted", held: 1);
        await client.AskAsync("down");
        await client.UntilAsync(WorkspaceState.Stopped);
        await client.AskAsync("up");

        Assert.Equal("port.exhausted", (await client.UntilAsync(WorkspaceState.Error))?.Error?.Code);
        Assert.Single(node.Environments);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_configuration_that_is_wrong_leaves_nothing_of_a_new_one_and_all_of_one_that_ran()
    {
        await using var host = await StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        await client.UntilAsync(WorkspaceState.Ready);
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["problems"] = "[]" };
        node.BadConfiguration = new("config.invalid", "2 problems in .nexus/config.yaml.", "Write 'web'.", details);

        var made = await client.CreateAsync(new() { WorkspaceName = "api" });
        var told = await IsGoneAsync(host, client, made, "config.invalid", held: 1);
        await client.AskAsync("down");
        await client.UntilAsync(WorkspaceState.Stopped);
        await client.AskAsync("up");
        var stays = await client.UntilAsync(WorkspaceState.Error);

        Assert.Equal("[]", told.Details?["problems"]);
        Assert.Equal(
            "Mend it in the repository and create 'api' again: nothing was left behind.", told.Hint);
        Assert.Equal(
            ("[]", "Mend it in 'demo' ('nexus workspace connect demo') and repeat the command."),
            (stays?.Error?.Details?["problems"], stays?.Error?.Hint));
        Assert.Single(node.Environments);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_was_there_before_stays_with_its_error()
    {
        await using var host = await StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync(), FakeNode.Hello(), _ => true);
        var code = "docker.failed";
        node.Refuses = asked => asked.Verb is ControlVerbs.Ensure ? new(code, "It failed.", "Mend it.") : null;
        await client.CreateAsync(new() { WorkspaceName = "demo" });
        Assert.Equal("docker.failed", (await client.UntilAsync(WorkspaceState.Error))?.Error?.Code);

        code = "process.no_images";
        await client.PostAsync("/api/v1/workspaces/demo/up", content: null, Ct);

        Assert.Equal("process.no_images", (await client.UntilAsync(WorkspaceState.Error))?.Error?.Code);
    }

    [Theory]
    [InlineData("source.branch_not_found", false, true)]
    [InlineData("source.unreachable", false, true)]
    [InlineData("source.branch_not_found", true, false)]
    [InlineData("image.not_found", true, false)]
    [InlineData("docker.failed", false, false)]
    [InlineData("node.unreachable", false, false)]
    [InlineData("node.none_fits", false, true)]
    [InlineData("node.no_provider", false, true)]
    [InlineData("port.exhausted", false, true)]
    [InlineData("process.no_images", false, true)]
    [InlineData("port.exhausted", true, true)]
    [InlineData("port.exhausted", true, false, false)]
    [InlineData("node.none_fits", false, false, false)]
    [InlineData("node.no_provider", false, false, false)]
    [InlineData("port.exhausted", false, false, false)]
    [InlineData("process.no_images", false, false, false)]
    [InlineData("config.invalid", true, true)]
    [InlineData("config.invalid", true, false, false)]
    public void Only_what_has_nothing_of_anybodys_goes(string code, bool hasSource, bool isNothing, bool isNew = true)
    {
        var workspace = Placed.Workspace(
            new("node-1", "n1", "docker", IsMade: true), WorkspaceState.Creating, DesiredState.Up,
            DateTimeOffset.UnixEpoch);
        workspace = workspace with { HasNeverRun = isNew };
        if (hasSource)
        {
            workspace = workspace with
            {
                HostPublicKey = "ssh-ed25519 AAAA",
                Repo = new("https://host/repo", "main", "abc"),
            };
        }

        Assert.Equal(isNothing, workspace.IsNothingAfter(new(code, "It failed.", "Mend it.")));
    }

    private static Task<ServerHost> StartAsync() => ServerHost.StartAsync(configure: services =>
        services.AddSingleton(Options.Create(new PortOptions { Bind = Bind })));

    /// <returns>What its run tells.</returns>
    private static async Task<NexusError> IsGoneAsync(
        ServerHost host, HttpClient client, HttpResponseMessage made, string code, int held = 0)
    {
        var run = (await made.AcceptedAsync()).RunId;
        await host.EventAsync("xyn.workspace.removed");

        var status = await client.GetAsync("/api/v1/workspaces/api/status", Ct);
        var told = await (await client.GetAsync($"/api/v1/runs/{run}", Ct)).ReadAsync(ContractsJson.Default.RunView);

        Assert.Equal(HttpStatusCode.NotFound, status.StatusCode);
        Assert.Equal(code, told.Error?.Code);
        Assert.Equal(held, (await host.RowsAsync("lease")).Count(
            row => !row.Body.Contains("released_at", StringComparison.Ordinal)));
        var again = await client.CreateAsync(new(Start: false) { WorkspaceName = "api" });
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        return told.Error!;
    }
}
