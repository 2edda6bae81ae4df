using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Testing;

namespace Nexus.Server.Tests.Schedules;

/// <summary>What tests ask of blueprints that start by themselves.</summary>
internal static class Timetable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A plan whose output is when it was due.</summary>
    public static string Of(string schedule, string missed = "once", string zone = "UTC", string said = "one") => $$$"""
        id: bp.timed
        trigger: { schedule: "{{{schedule}}}", time_zone: {{{zone}}}, missed: {{{missed}}} }
        inputs: [ { name: due_at, type: string } ]
        plan: [ { kind: transform, id: it, value: { said: "{{{said}}} {{ inputs.due_at }}" } } ]
        outputs: [ { name: said } ]
        """;

    public static async Task<BlueprintScheduleView> ScheduleAsync(this HttpClient client) =>
        Assert.Single((await (await client.GetAsync("/api/v1/blueprints/bp.timed", Ct))
            .ReadAsync(ContractsJson.Default.BlueprintView)).Schedules);

    public static async Task<StateRow?> TimesAsync(this ServerHost host) =>
        await host.Ledger.FindAsync("schedule", "bp.timed", Ct);

    /// <summary>
    /// So long, and the last minutes one by one: who looked at the clock just before it moved sleeps a minute more.
    /// </summary>
    public static async Task WaitAsync(this ServerHost host, ManualClock clock, TimeSpan time)
    {
        clock.Advance(time - TimeSpan.FromMinutes(2));
        await host.PassAsync(clock, TimeSpan.FromMinutes(1));
        await host.PassAsync(clock, TimeSpan.FromMinutes(1));
    }

    /// <summary>When so many have happened.</summary>
    public static async Task<IReadOnlyList<LedgerEvent>> ToldAsync(this ServerHost host, int count)
    {
        var told = new List<LedgerEvent>();
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event.EventName.StartsWith("xyn.schedule.", StringComparison.Ordinal))
                told.Add(item.Event);
            if (told.Count == count)
                break;
        }

        return told;
    }

    public static DateTimeOffset DueAt(this LedgerEvent item) =>
        item.Data!.Value.GetProperty("due_at").GetDateTimeOffset();

    public static int Missed(this LedgerEvent item) => item.Data!.Value.GetProperty("missed").GetInt32();
}
