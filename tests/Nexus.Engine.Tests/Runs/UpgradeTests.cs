using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Runs;

public sealed class UpgradeTests : EngineFixture
{
    [Fact]
    public async Task A_run_of_a_home_from_before_steps_were_events_goes_on_with_its_outputs()
    {
        var gate = new Gate();
        IReadOnlyDictionary<string, JsonElement> seen = new Dictionary<string, JsonElement>();
        var first = Output("first", _ => EventData.Of(("port", 2222)));
        await StartAsync(new Plan("two", first, Step("stands", (_, token) => gate.PassAsync(token))));
        var run = await EmitAsync();
        await gate.Reached;

        await RestartAsync(WithStepRows, new Plan("two", first, Step("stands", (context, _) =>
        {
            seen = context.Outputs;
            return Task.CompletedTask;
        })));
        await EndAsync(run);

        Assert.Equal(2222, seen["first"].GetProperty("port").GetInt32());
        Assert.Equal(2, (await StepsAsync(run)).Count);
    }

    [Fact]
    public async Task Runs_of_a_home_from_before_their_begin_and_end_were_frequent_are_found_and_verify()
    {
        await StartAsync(new Plan("one", Step("only", (_, _) => Task.CompletedTask)));
        var run = await EmitAsync();
        await EndAsync(run);

        await RestartAsync(WithIndexedRuns, new Plan("one", Step("only", (_, _) => Task.CompletedTask)));

        var ended = await Ledger.EventsAsync(new() { EventName = "xyn.run.completed" }, CancellationToken.None);
        Assert.Equal(run, Assert.Single(ended).Event.RunId);
        Assert.True((await Ledger.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Steps_of_a_home_from_before_they_were_found_by_resource_are_found()
    {
        await StartAsync(new Plan("one", Step("only")));
        var run = await EmitAsync();
        await EndAsync(run);
        var other = Event("test.told", "thing-2") with { RunId = run };
        await Ledger.AppendAsync(
            new([other, Event("xyn.step.completed", "thing-3") with { RunId = run }]), Cancellation);

        await RestartAsync(WithoutStepsByResource, new Plan("one", Step("only")));

        Assert.Equal(6, (await Ledger.EventsAsync(new() { ResourceId = "thing-1" }, Cancellation)).Count);
        Assert.Single(await Ledger.EventsAsync(new() { ResourceId = "thing-3" }, Cancellation));
        Assert.True((await Ledger.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Webhooks_of_a_home_from_before_they_had_one_row_are_known_by_what_is_signed()
    {
        const string kind = "hook.delivery";
        const string signed = "gh/proof-0a1b";
        var plan = new Plan("one", Step("only"));
        await StartAsync(plan);
        await Ledger.AppendAsync(new([], new StateRow(kind, signed, "", "user-1", 1, "{}")), Cancellation);
        await Ledger.AppendAsync(new([], new StateRow(kind, "gh/2c3d", "", "user-1", 1, "{}")), Cancellation);

        await RestartAsync(WithOwnedDeliveries, plan);

        Assert.NotNull(await Ledger.FindByNameAsync(kind, Scope.Of(""), signed, Cancellation));
        Assert.NotNull(await Ledger.FindAsync(kind, "gh/2c3d", Cancellation));
        Assert.Empty(await Ledger.ListAsync(new(kind, Scope.Of("user-1")), Cancellation));
        var again = new StateRow(kind, "gh/4e5f", signed, "", 1, "{}");
        var refused = await Assert.ThrowsAsync<NexusException>(() => Ledger.AppendAsync(new([], again), Cancellation));
        Assert.Equal("ledger.conflict", refused.Error.Code);
    }

    private void WithOwnedDeliveries()
    {
        using var database = Database.Open(Path, TimeSpan.FromSeconds(5));
        database.Execute(
            """
            drop index state_owner;
            create index state_owner on state (kind, owner_id, id);
            pragma user_version = 5
            """);
    }

    private void WithoutStepsByResource()
    {
        using var database = Database.Open(Path, TimeSpan.FromSeconds(5));
        database.Execute(
            """
            update event set frequent = 2 where resource_id = 'thing-3';
            drop index event_resource;
            create index event_resource on event (resource_id) where frequent = 0;
            pragma user_version = 4
            """);
    }

    private void WithIndexedRuns()
    {
        using var database = Database.Open(Path, TimeSpan.FromSeconds(5));
        database.Execute("update event set frequent = 0 where name like 'xyn.run.%'; pragma user_version = 3");
    }

    /// <summary>Makes of the database what the first version of it would hold.</summary>
    private void WithStepRows()
    {
        using var database = Database.Open(Path, TimeSpan.FromSeconds(5));
        database.Execute(
            """
            alter table state add column parent_id text;
            drop index state_owner;
            create index state_owner on state (kind, owner_id, id) where parent_id is null;
            create index state_parent on state (parent_id) where parent_id is not null;
            insert into state (kind, id, name, owner_id, version, body, parent_id)
              select 'step', body ->> '$.step_id', '', owner_id, 2,
                json_object('name', body ->> '$.data.name', 'outputs', json(body -> '$.data.outputs')),
                body ->> '$.run_id'
              from event where name = 'xyn.step.completed';
            update event set body = json_remove(body, '$.data.outputs');
            pragma user_version = 1;
            """);
    }
}
