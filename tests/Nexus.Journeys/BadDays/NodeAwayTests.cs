using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.BadDays;

/// <summary>
/// README: an agent that is frozen or killed takes nothing down: it is said that nobody can tell, how things were
/// last seen, and once it is back they are as they were.
/// </summary>
[Collection("own workspaces")]
public sealed class NodeAwayTests(OwnWorkspaces own)
{
    /// <summary>Silence of three heartbeats, a look each second, and a machine with a lot to do.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(15 + 1 + 14);

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_frozen_one_is_told_of_and_when_it_goes_on_nothing_was_started_again(string provider)
    {
        var (nexus, _) = await own.OfAsync(provider);
        var before = await nexus.UntilReadyAsync(provider);
        var runs = await nexus.ServiceRunsAsync(before);

        using (Frozen.Of(await nexus.ProcessAsync(Victim.Node, before)))
            await IsToldAsync(nexus, provider);

        var after = await nexus.UntilReadyAsync(provider);
        Assert.Equal(runs, await nexus.ServiceRunsAsync(after));
        Assert.Equal("hi\n", await nexus.NexusAsync("workspace", "exec", provider, "--", "echo", "hi"));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_killed_one_is_told_of_and_started_again_finds_all_as_it_was(string provider)
    {
        var (nexus, _) = await own.OfAsync(provider);
        var before = await nexus.UntilReadyAsync(provider);
        var runs = await nexus.ServiceRunsAsync(before);

        try
        {
            await nexus.KillOnlyAsync(Victim.Node, before);
            await IsToldAsync(nexus, provider);
            Assert.Equal(runs, await nexus.ServiceRunsAsync(before));
        }
        finally
        {
            await nexus.StartNodeAsync();
        }

        var after = await nexus.UntilReadyAsync(provider);
        Assert.Equal(runs, await nexus.ServiceRunsAsync(after));
        Assert.Equal("hi\n", await nexus.NexusAsync("workspace", "exec", provider, "--", "echo", "hi"));
    }

    /// <summary>Longer than an agent waits for the answer to its pings.</summary>
    [Fact]
    public async Task A_server_that_was_silent_for_long_finds_its_node_again()
    {
        var (nexus, _) = await own.OfAsync("process");
        var before = await nexus.UntilReadyAsync("process");
        var runs = await nexus.ServiceRunsAsync(before);
        var node = await nexus.ProcessAsync(Victim.Node, before);

        using (Frozen.Of(await nexus.ProcessAsync(Victim.Server, before)))
            await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var after = await nexus.UntilReadyAsync("process");
        Assert.Equal(runs, await nexus.ServiceRunsAsync(after));
        Assert.Equal(node, await nexus.ProcessAsync(Victim.Node, after));
        Assert.Equal("hi\n", await nexus.NexusAsync("workspace", "exec", "process", "--", "echo", "hi"));
    }

    private static async Task IsToldAsync(Installation nexus, string name)
    {
        var away = await nexus.UntilAsync(name, view => view.Status is WorkspaceState.Unreachable, Told);

        Assert.Equal("node.unreachable", away.Error?.Code);
        Assert.Contains("nexus agent status", away.Error?.Hint, StringComparison.Ordinal);
        Assert.Equal(["echo", "web"], away.Services.Keys);
        Assert.All(away.Services.Values, service =>
        {
            Assert.Equal((ServiceState.Healthy, null), (service.Status, service.Url));
            Assert.Equal("It was last seen so. The node 'here' is not connected.", service.Reason);
        });
        var services = await nexus.NexusAsync("workspace", "services", name);
        Assert.Contains("web: It was last seen so.", services, StringComparison.Ordinal);
        var exec = await nexus.TryNexusAsync("workspace", "exec", name, "--", "true");
        Assert.Equal(255, exec.ExitCode);
        Assert.Contains("node.unreachable", exec.Error, StringComparison.Ordinal);
    }
}
