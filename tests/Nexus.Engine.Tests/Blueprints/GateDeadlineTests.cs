using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>A gate whose blueprint says nothing of a deadline: nobody decides, and the archive waits for it.</summary>
public sealed class GateDeadlineTests : BlueprintFixture
{
    [Theory]
    [InlineData("")]
    [InlineData(", default: approve")]
    public async Task It_is_rejected_when_nobody_decides_and_holds_back_the_archive_no_longer(string terms)
    {
        EngineOptions = new() { GateDeadline = TimeSpan.FromHours(12) };
        await StartAsync($$"""
            id: bp.asking
            trigger: { event_type: test.go }
            plan: [ { kind: gate, id: approve, mode: manual{{terms}} } ]
            """);
        await EmitAsync("{}");
        var run = (await Ledger.WaitForAsync("xyn.gate.requested", Cancellation)).Event.RunId!.Value;
        await FillAsync(20);
        Assert.True(await SweepAsync() < 5);

        await Clock.WaitForTimerAsync(Cancellation);
        Clock.Advance(TimeSpan.FromHours(12));

        Assert.Equal((RunStatus.Failed, "gate.rejected"), Told(await EndAsync(run)));
        Assert.True(await SweepAsync() > 20);

        static (RunStatus, string?) Told(RunOutcome outcome) => (outcome.Status, outcome.Error?.Code);
    }

    private async Task<long> SweepAsync()
    {
        using var subscriptions = new Subscriptions([], Ledger, Clock, NullLogger<Subscriptions>.Instance);
        using var retention = new Retention(
            Ledger, Engine, [subscriptions], new OptionsWrapper<RetentionOptions>(new() { KeepEvents = 1 }), Clock,
            NullLogger<Retention>.Instance);
        return await retention.SweepAsync(Cancellation);
    }
}
