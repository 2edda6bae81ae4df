using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Tests.Runs;

public sealed class RetryTests : EngineFixture
{
    private readonly List<StepContext> _attempts = [];

    [Fact]
    public async Task A_step_is_tried_again_after_a_wait_under_a_new_key()
    {
        await StartAsync(new Plan("one", Failing(times: 2)));
        var run = await EmitAsync();

        Assert.Equal(RunStatus.Completed, (await EndWithTimeAsync(run)).Status);
        Assert.Equal([1, 2, 3], _attempts.Select(context => context.Attempt));
        Assert.Equal(3, _attempts.Select(context => context.IdempotencyKey).Distinct().Count());
    }

    [Fact]
    public async Task The_last_attempt_decides()
    {
        await StartAsync(new Plan("one", Failing(times: 3)));
        var run = await EmitAsync();

        Assert.Equal("test.broken", (await EndWithTimeAsync(run)).Error?.Code);
        Assert.Equal(3, _attempts.Count);
    }

    [Fact]
    public async Task A_failure_that_is_not_worth_it_is_not_tried_again()
    {
        var step = Failing(times: 1);
        await StartAsync(new Plan("one", step with { Retry = step.Retry with { IsWorthwhile = _ => false } }));

        Assert.Equal(RunStatus.Failed, (await GoAsync()).Status);
        Assert.Single(_attempts);
    }

    [Fact]
    public async Task While_it_waits_the_step_shows_when_the_next_attempt_is_due()
    {
        await StartAsync(new Plan("one", Failing(times: 1)));
        var run = await EmitAsync();
        await Ledger.WaitForAsync("xyn.step.retrying", Cancellation);

        var step = Assert.Single(await StepsAsync(run));

        Assert.Equal((StepStatus.Running, StepPhase.Retrying, 2), (step.Status, step.Phase, step.Attempt));
        Assert.InRange(step.DueAt!.Value - Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(1, 0.5, 500)]
    [InlineData(2, 0.5, 1000)]
    [InlineData(4, 0.999, 3996)]
    [InlineData(60, 0.5, 2000)]
    public void The_wait_is_full_jitter_under_a_doubling_ceiling(int attempt, double jitter, int milliseconds)
    {
        var policy = new RetryPolicy(100, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

        Assert.Equal(milliseconds, policy.Delay(attempt, jitter).TotalMilliseconds, 1.0);
    }

    private Step Failing(int times) => Step("flaky", (context, _) =>
    {
        _attempts.Add(context);
        return _attempts.Count <= times ? Fail() : Task.CompletedTask;
    }) with
    {
        Deadline = TimeSpan.FromDays(1),
        Retry = new(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
    };

    /// <summary>Time passes whenever someone waits for it, until the run has ended.</summary>
    private async Task<RunOutcome> EndWithTimeAsync(Guid run)
    {
        var end = EndAsync(run);
        while (!end.IsCompleted)
        {
            await Task.WhenAny(end, Clock.WaitForTimerAsync(Cancellation));
            Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        return await end;
    }
}
