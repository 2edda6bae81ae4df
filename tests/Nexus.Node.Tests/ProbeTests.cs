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
        var provider = Provider(spawner, counted, clock);

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

    [Fact]
    public async Task A_machine_that_was_too_busy_for_a_sandbox_is_asked_again_at_the_next_look()
    {
        await Requires.SandboxAsync(Ct);
        using var spawner = new Spawner(TimeProvider.System);
        var busy = new Counting(new ProcessRunner(TimeProvider.System, spawner)) { IsBusy = true };
        var provider = Provider(spawner, busy, new ManualClock());

        var first = await provider.ProbeAsync(Ct);
        busy.IsBusy = false;
        var second = await provider.ProbeAsync(Ct);

        Assert.Equal((false, true), (first.IsAvailable, second.IsAvailable));
    }

    private static ProcessProvider Provider(Spawner spawner, IProcessRunner runner, TimeProvider clock)
    {
        var directories = new EnvironmentDirectories("/nowhere");
        var wall = new SandboxWall(spawner, directories, clock, NullLogger.Instance);
        var egress = new Egress(spawner, wall, NullLogger.Instance);
        return new(
            directories, new Sandboxes(spawner, egress, clock, NullLogger.Instance), wall, runner, clock,
            NullLogger.Instance);
    }

    private sealed class Counting(IProcessRunner inner) : IProcessRunner
    {
        public int Count { get; private set; }

        /// <summary>Nothing ends in time.</summary>
        public bool IsBusy { get; set; }

        public Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
        {
            Count++;
            var started = IsBusy ? request with { Deadline = TimeSpan.Zero } : request;
            return inner.RunAsync(started, cancellationToken);
        }
    }
}
