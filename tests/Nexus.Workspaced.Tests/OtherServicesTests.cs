using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>The configuration was changed while services run.</summary>
public sealed class OtherServicesTests : SandboxTests
{
    [Fact]
    public async Task One_service_restarted_follows_the_configuration_and_the_others_stay_until_all_are_started()
    {
        await Workspace.StartAsync("""
            services:
              a: {command: "exec python3 -m http.server 5101", port: 5101}
              c: {command: "sleep 731"}
            """);
        await Workspace.WatchAsync(AreHealthy("a", "c"));

        await Workspace.ConfigureAsync("""
            services:
              a: {command: "exec python3 -m http.server 5102", port: 5102}
              b: {command: "sleep 732"}
            """);
        await RestartAsync("a");
        var one = (await Workspace.WatchAsync(AreHealthy("a", "c")))[^1];
        await RestartAsync("b");
        await Workspace.WatchAsync(AreHealthy("a", "c", "b"));
        var before = (await Workspace.ExecAsync("pgrep -f '^python3 .*5102'")).Output;
        await (await Workspace.OpenAsync(Verbs.Start)).DisposeAsync();
        await Workspace.WatchAsync(AreHealthy("a", "b"));

        Assert.Equal(5102, one.Of("a").Port);
        Assert.Equal(before, (await Workspace.ExecAsync("pgrep -f '^python3 .*5102'")).Output);
        Assert.Equal("0\n", (await Workspace.ExecAsync("pgrep -c -f '^sleep 731'")).Output);
    }

    [Fact]
    public async Task Secrets_for_one_service_take_none_from_the_others()
    {
        await Workspace.ConfigureAsync("""
            services:
              a: {command: "echo $KEY >> /tmp/a; sleep 741", environment: {KEY: {secret: user/me/a}}}
              b: {command: "echo $KEY >> /tmp/b; sleep 742", environment: {KEY: {secret: user/me/b}}}
            """);
        await (await Workspace.OpenAsync(
            Verbs.Start, new(Values(("user/me/a", "one"), ("user/me/b", "two"))),
            TransportJson.Default.StartRequest)).DisposeAsync();
        await Workspace.WatchAsync(AreHealthy("a", "b"));

        await RestartAsync("a", ("user/me/a", "three"));
        await Workspace.ExecAsync("pkill -9 -f '^sleep 742'");
        await Workspace.EventuallyAsync("tail -n1 /tmp/a", "three\n");

        await Workspace.EventuallyAsync("cat /tmp/b", "two\ntwo\n");
    }

    [Fact]
    public async Task Those_that_wait_for_each_other_by_now_can_be_stopped()
    {
        await Workspace.StartAsync("""
            services:
              a: {command: "sleep 751", depends_on: [b]}
              b: {command: "sleep 752"}
            """);
        await Workspace.WatchAsync(AreHealthy("b", "a"));
        await Workspace.ConfigureAsync("""
            services:
              a: {command: "sleep 751"}
              b: {command: "sleep 752", depends_on: [a]}
            """);
        await RestartAsync("b");
        await Workspace.WatchAsync(AreHealthy("b", "a"));

        await Workspace.StopAsync(graceMs: 1000);

        Assert.Equal("0\n", (await Workspace.ExecAsync("pgrep -c -f '^sleep 75'")).Output);
    }

    private async Task RestartAsync(string service, params IReadOnlyList<(string Path, string Value)> secrets) =>
        await (await Workspace.OpenAsync(
            Verbs.Restart, new RestartRequest(service, secrets.Count > 0 ? Values(secrets) : null),
            TransportJson.Default.RestartRequest)).DisposeAsync();

    private static Dictionary<string, string> Values(params IReadOnlyList<(string Path, string Value)> secrets) =>
        secrets.ToDictionary(secret => secret.Path, secret => secret.Value, StringComparer.Ordinal);

    private static Func<Snapshot, bool> AreHealthy(params string[] names) => seen =>
        seen.Services.Select(service => service.Name).SequenceEqual(names)
        && seen.Services.All(service => service.State is ServiceState.Healthy);
}
