using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class UsageTests : SandboxTests
{
    [Fact]
    public async Task What_a_service_uses_is_that_of_all_its_processes_and_nothing_is_announced()
    {
        await Workspace.StartAsync("""
            services:
              busy: {command: "sh -c 'while :; do :; done' & wait"}
              idle: {command: "exec python3 -c 'import time; block = b\"x\" * 50_000_000; time.sleep(750)'"}
              over: {command: "exit 1", restart: never}
            """);
        var before = (await Workspace.WatchAsync(now =>
            now.Services.All(service => service.State is ServiceState.Healthy or ServiceState.Failed)))[^1];
        await Workspace.EventuallyAsync(
            "awk '/VmRSS/ {print ($2 > 48000)}' /proc/$(pgrep -f '^python3 -c')/status", "1\n");

        var usage = (await Workspace.AskAsync(
            Verbs.Usage, null, TransportJson.Default.HelloReply, TransportJson.Default.UsageReply)).Services;

        Assert.Equal(["busy", "idle"], usage.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(usage["busy"].CpuPercent, usage["idle"].CpuPercent + 5, 150);
        Assert.InRange(usage["idle"].MemoryBytes, 48_000_000, 90_000_000);
        Assert.InRange(usage["idle"].UptimeSeconds, 0, 60);
        Assert.Equal(before.Generation, (await Workspace.WatchAsync(_ => true))[0].Generation);
    }
}
