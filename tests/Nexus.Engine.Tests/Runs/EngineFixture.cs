using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Contracts;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Ledger;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

/// <summary>An engine on a ledger on disk, with a manual clock.</summary>
public abstract class EngineFixture : LedgerFixture, IAsyncLifetime
{
    internal const string Go = "test.go";

    private TriggerTable _triggers = new();

    internal RunEngine Engine { get; private set; } = null!;

    internal IRuns Runs { get; private set; } = null!;

    internal IPlans Plans => _triggers;

    internal EngineOptions EngineOptions { get; set; } = new();

    internal RecentRuns Recent { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        if (Engine is not null)
            await Engine.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task StartAsync(params Plan[] plans)
    {
        foreach (var plan in plans)
            Plans.Register(new(Go, plan));
        Engine = new(
            Ledger, _triggers,
            new(EngineOptions, Clock, NullLoggerFactory.Instance) { Recent = Recent, Redactor = Redactor });
        Runs = new RunDesk(Engine, Ledger);
        await Engine.StartAsync(Cancellation);
    }

    /// <summary>As an orderly stop of the server and a start do.</summary>
    internal Task RestartAsync(params Plan[] plans) => RestartAsync(() => { }, plans);

    /// <param name="between">Done while nothing runs.</param>
    internal async Task RestartAsync(Action between, params Plan[] plans)
    {
        await Engine.DisposeAsync();
        await Ledger.DisposeAsync();
        between();
        _triggers = new();
        Open();
        await StartAsync(plans);
    }

    internal async Task<Guid> EmitAsync(string resource = "thing-1", params (string, int)[] data)
    {
        var item = Event(Go, resource) with
        {
            OwnerId = "user-1",
            Data = EventData.Of([.. data.Select(field => (field.Item1, (JsonNode?)field.Item2))]),
        };
        await Engine.EmitAsync(new([item]), Cancellation);
        return await Runs.RunOfAsync(resource, Cancellation) ?? await NewestAsync();
    }

    internal Task<RunOutcome> EndAsync(Guid run) => Runs.WaitAsync(run, Cancellation);

    internal async Task<RunOutcome> GoAsync() => await EndAsync(await EmitAsync());

    internal async Task<IReadOnlyList<string>> EventsOfAsync(Guid run) =>
    [
        .. (await Ledger.EventsAsync(new() { RunId = run, Limit = 500 }, Cancellation))
            .Select(item => item.Event.EventName["xyn.".Length..]),
    ];

    internal async Task<IReadOnlyList<StepState>> StepsAsync(Guid run) =>
        (await Ledger.SnapshotAsync(run, Cancellation)).Steps;

    internal async Task<RunView> RunAsync(Guid run) => await Runs.FindAsync(run, Scope.All, Cancellation);

    internal static Step Step(string name, Func<StepContext, CancellationToken, Task> act) => new()
    {
        Name = name,
        RunAsync = async (context, token) =>
        {
            await act(context, token);
            return null;
        },
    };

    internal static Step Step(string name) => Step(name, (_, _) => Task.CompletedTask);

    internal static Step Output(string name, Func<StepContext, JsonElement?> output) =>
        new() { Name = name, RunAsync = (context, _) => Task.FromResult(output(context)) };

    internal static Task Fail(string code = "test.broken") =>
        throw new NexusException(new(code, "It broke.", "Mend it."));

    private async Task<Guid> NewestAsync()
    {
        var query = new EventQuery { EventName = "xyn.run.created", NewestFirst = true, Limit = 1 };
        return (await Ledger.EventsAsync(query, Cancellation))[0].Event.RunId ?? Guid.Empty;
    }
}
