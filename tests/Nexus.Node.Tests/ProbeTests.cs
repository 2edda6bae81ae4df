using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Node.Environments;
using Nexus.Node.Providers.Process;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Node.Tests;

public sealed class ProbeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sandbox_is_not_tried_with_every_look()
    {
        await Requires.SandboxAsync(Ct);
        var clock = new ManualClock();
        using var spawner = new Spawner(TimeProvider.System);
        var counted = new Counting(new ProcessRunner(TimeProvider.System, spawner));
        var sandboxes = new Sandboxes(
            spawner, new Egress(spawner, NullLogger.Instance), clock, NullLogger.Instance);
        var provider = new ProcessProvider(
            new EnvironmentDirectories("/nowhere"), sandboxes, counted, clock, NullLogger.Instance);

        var first = await provider.ProbeAsync(Ct);
        var started = counted.Count;
        clock.Advance(TimeSpan.FromMinutes(4));
        var second = await provider.ProbeAsync(Ct);

        Assert.True(first.IsAvailable);
        Assert.Equal((first, started), (second, counted.Count));
        clock.Advance(TimeSpan.FromMinutes(2));
        await provider.ProbeAsync(Ct);
        Assert.Equal(2 * started, counted.Count);
    }

    private sealed class Counting(IProcessRunner inner) : IProcessRunner
    {
        public int Count { get; private set; }

        public Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
        {
            Count++;
            return inner.RunAsync(request, cancellationToken);
        }
    }
}
