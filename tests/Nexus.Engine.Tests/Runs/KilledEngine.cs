using System.Globalization;
using Nexus.Engine.CrashHost;
using Nexus.Engine.Runs;
using Nexus.Processes;

namespace Nexus.Engine.Tests.Runs;

/// <summary>A process with an engine, killed (SIGKILL) at full work, and what is done with what it left.</summary>
internal static class KilledEngine
{
    /// <param name="acknowledgements">It is killed after so many.</param>
    /// <param name="arguments">Of Nexus.Engine.CrashHost.</param>
    /// <returns>The numbers of the events that it acknowledged.</returns>
    public static async Task<IReadOnlyList<int>> WorkAsync(
        int acknowledgements, params IReadOnlyList<string> arguments)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var spawner = new Spawner(TimeProvider.System);
        var argv = new Argv(Path.Combine(AppContext.BaseDirectory, "Nexus.Engine.CrashHost"), arguments);
        await using var child = spawner.Spawn(new(argv) { Output = StdioTarget.Pipe });
        using var output = new StreamReader(child.Output!);
        var seen = new List<int>();
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            seen.Add(int.Parse(line, CultureInfo.InvariantCulture));
            if (seen.Count == acknowledgements)
                child.Send(Signal.Kill);
        }

        Assert.Equal(128 + 9, await child.Exited.WaitAsync(cancellationToken));
        return seen;
    }

    /// <summary>What a start of the server does: it goes on with what it finds, until that has ended.</summary>
    public static async Task GoOnAsync(this EngineFixture fixture, CrashPlan plan)
    {
        var open = await fixture.Ledger.OpenRunsAsync(TestContext.Current.CancellationToken);
        foreach (var trigger in plan.Triggers)
            fixture.Plans.Register(trigger);
        await fixture.StartAsync();
        foreach (var run in open)
            await fixture.EndAsync(run.RunId);
    }
}
