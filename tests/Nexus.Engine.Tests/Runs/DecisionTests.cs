using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

/// <summary>Steps that wait for a decision.</summary>
public sealed class DecisionTests : EngineFixture
{
    private static readonly string[] Approved =
    [
        "run.created", "run.started", "gate.requested", "gate.approved", "step.completed", "step.started",
        "step.completed", "run.completed",
    ];

    private readonly List<GateDecision?> _decisions = [];

    [Fact]
    public async Task An_approved_gate_opens_and_its_step_knows_who_said_what()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        Assert.True(await DecideAsync(run, isApproved: true));

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        Assert.Equal(Approved, await EventsOfAsync(run));
        Assert.Equal([new(true, "user-1", "fine", Clock.GetUtcNow())], _decisions);
    }

    [Fact]
    public async Task A_rejected_gate_fails_the_run_as_its_step_says()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        await DecideAsync(run, isApproved: false);

        Assert.Equal((RunStatus.Failed, "test.rejected"), Ended(await EndAsync(run)));
    }

    [Fact]
    public async Task Who_waits_for_a_decision_takes_no_slot()
    {
        EngineOptions = new() { MaxConcurrentRuns = 1 };
        await StartAsync(Guarded(context => context.Resource.Id is "thing-1"));
        var waiting = await WaitingAsync();

        var other = await EndAsync(await EmitAsync("thing-2"));

        Assert.Equal(RunStatus.Completed, other.Status);
        Assert.Equal("gate", (await RunAsync(waiting)).WaitingFor);
        await DecideAsync(waiting, isApproved: true);
        Assert.Equal(RunStatus.Completed, (await EndAsync(waiting)).Status);
        Assert.Equal((0, 0), Engine.Admission.Count());
    }

    [Theory]
    [InlineData(true, RunStatus.Completed)]
    [InlineData(false, RunStatus.Failed)]
    public async Task At_its_deadline_a_gates_default_holds(bool isApprovedByDefault, RunStatus expected)
    {
        await StartAsync(Guarded(terms: new(TimeSpan.FromDays(3), isApprovedByDefault)));
        var run = await WaitingAsync();

        for (var day = 0; day < 3; day++)
        {
            await Clock.WaitForTimerAsync(Cancellation);
            Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(expected, (await EndAsync(run)).Status);
        Assert.Equal("system", Assert.Single(_decisions)?.By);
        Assert.Contains("gate.expired", await EventsOfAsync(run));
    }

    [Fact]
    public async Task A_gate_waits_on_after_a_stop()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        await RestartAsync(Guarded());
        await DecideAsync(run, isApproved: true);

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
        Assert.Equal(Approved, await EventsOfAsync(run));
    }

    [Fact]
    public async Task A_deadline_that_passed_while_the_server_was_away_is_kept_at_its_start()
    {
        await StartAsync(Guarded(terms: new(TimeSpan.FromHours(1), IsApprovedByDefault: true)));
        var run = await WaitingAsync();

        await RestartAsync(
            () => Clock.Advance(TimeSpan.FromHours(2)),
            Guarded(terms: new(TimeSpan.FromHours(1), IsApprovedByDefault: true)));

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task One_that_had_no_deadline_has_the_one_that_its_plan_has_now()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        await RestartAsync(
            () => Clock.Advance(TimeSpan.FromHours(2)), Guarded(terms: new(TimeSpan.FromHours(1))));

        Assert.Equal(RunStatus.Failed, (await EndAsync(run)).Status);
    }

    [Fact]
    public async Task A_run_can_be_cancelled_at_a_gate()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        await Runs.CancelAsync(run, "enough", Cancellation);

        Assert.Equal(RunStatus.Cancelled, (await EndAsync(run)).Status);
        Assert.Empty(_decisions);
        Assert.Equal((0, 0), Engine.Admission.Count());
    }

    [Fact]
    public async Task Of_many_decisions_at_once_one_holds()
    {
        await StartAsync(Guarded());
        var run = await WaitingAsync();

        var active = Engine.Book.Find(run)!;
        var decided = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => Task.Run(() => DecideAsync(active, i % 2 == 0))));

        await EndAsync(run);
        Assert.Single(decided, isMine => isMine);
        Assert.Single(_decisions);
    }

    [Fact]
    public async Task What_needs_no_decision_goes_on_meanwhile()
    {
        var gate = new Gate();
        var plan = Guarded();
        await StartAsync(new Plan(
            "both", plan.Steps[0] with { Needs = [] },
            Step("other", (_, token) => gate.PassAsync(token)) with { Needs = [] }));
        var run = await EmitAsync();
        await gate.Reached;
        Assert.Null((await RunAsync(run)).WaitingFor);

        gate.Open();
        await DecideAsync(run, isApproved: true);

        Assert.Equal(RunStatus.Completed, (await EndAsync(run)).Status);
    }

    private static (RunStatus, string?) Ended(RunOutcome outcome) => (outcome.Status, outcome.Error?.Code);

    private Plan Guarded(Func<StepContext, bool>? when = null, GateTerms? terms = null) => new(
        "guarded", Step("ask", (context, _) =>
        {
            _decisions.Add(context.Decision);
            return context.Decision is { IsApproved: true } ? Task.CompletedTask : Fail("test.rejected");
        }) with
        { Gate = terms ?? new(), When = when }, Step("after"));

    private async Task<Guid> WaitingAsync()
    {
        var run = await EmitAsync();
        await Ledger.WaitForAsync("xyn.gate.requested", Cancellation);
        return run;
    }

    private Task<bool> DecideAsync(Guid run, bool isApproved) => DecideAsync(Engine.Book.Find(run)!, isApproved);

    private Task<bool> DecideAsync(ActiveRun run, bool isApproved) => Engine.DecideAsync(
        run, run.Snapshot.Steps.Single(step => step.Name is "ask").StepId,
        isApproved ? StepHistory.GateApproved : StepHistory.GateRejected,
        new(isApproved, "user-1", "fine", Clock.GetUtcNow()));
}
