using Nexus.Contracts;
using Nexus.Engine.CrashHost;
using Nexus.Engine.Runs;
using Nexus.Engine.Runs.Replaying;
using Nexus.Platform.Ledger;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Runs;

/// <summary>A process with an engine is killed (SIGKILL) at full work, several times, on one database.</summary>
public sealed class KillTests : EngineFixture
{
    private const int Rounds = 4;
    private readonly TemporaryDirectory _outside = new();

    private string Diary => _outside.File("diary.txt");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _outside.Dispose();
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_every_run_ends_once()
    {
        var random = new Random(20260117);
        var acknowledged = new HashSet<int>();
        await Ledger.DisposeAsync();
        for (var round = 0; round < Rounds; round++)
            acknowledged.UnionWith(await KilledEngine.WorkAsync(20 + random.Next(200), Path, Diary, $"{round}00000"));

        Open();
        await this.GoOnAsync(new(Diary));

        Assert.True((await Ledger.VerifyAsync(Cancellation)).IsIntact);
        var runs = await AllRunsAsync();
        Assert.Subset(runs.Select(run => run.Inputs.GetProperty("number").GetInt32()).ToHashSet(), acknowledged);
        Assert.All(runs, run => Assert.Equal(Expected(run), run.Status));
        await EveryStepIsRecordedOnceAsync();
        TheDiaryAgrees();
        foreach (var run in runs)
            await EveryRecordFollowsAsync(run);
    }

    private static RunStatus Expected(RunState run) =>
        CrashPlan.IsToFail(run.Inputs.GetProperty("number").GetInt32()) ? RunStatus.Failed : RunStatus.Completed;

    private async Task<IReadOnlyList<RunState>> AllRunsAsync()
    {
        var query = new StateQuery(RunState.Kind, Scope.All) { Limit = int.MaxValue };
        return [.. (await Ledger.ListAsync(query, Cancellation)).Select(RunRows.Run)];
    }

    private async Task EveryStepIsRecordedOnceAsync()
    {
        var query = new EventQuery { EventName = "xyn.step.completed", Limit = int.MaxValue };
        var completed = await Ledger.EventsAsync(query, Cancellation);
        Assert.Equal(completed.Count, completed.DistinctBy(item => item.Event.StepId).Count());
    }

    /// <summary>Who fails has told of it, where its plan says so, and what is recorded leads to where it is.</summary>
    private async Task EveryRecordFollowsAsync(RunState run)
    {
        var number = run.Inputs.GetProperty("number").GetInt32();
        var isHandled = CrashPlan.IsToFail(number) && CrashPlan.IsHandled(number);
        var plan = new CrashPlan(Diary).Triggers.Single(trigger => trigger.Plan.Name == run.Name).Plan;
        var record = await Ledger.RecordAsync(run, Cancellation);

        Assert.Equal(isHandled, StepHistory.Of(record.Select(item => item.Event)).Any(
            step => step is { Name: "told", Status: StepStatus.Completed }));
        Assert.Null(new Replay(plan, run, record).Difference());
    }

    /// <summary>A step that was done twice was done under one key, and was told so the second time.</summary>
    private void TheDiaryAgrees()
    {
        var notes = File.ReadAllLines(Diary).Select(line => line.Split(' ')).ToList();
        foreach (var repeated in notes.GroupBy(note => (note[0], note[2])).Where(group => group.Count() > 1))
        {
            Assert.Single(repeated.Select(note => note[3]).Distinct());
            Assert.All(repeated.Skip(1), note => Assert.Equal("True", note[4]));
        }
    }
}
