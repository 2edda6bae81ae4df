using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Engine.Actions;
using Nexus.Engine.Blueprints;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>An engine that has the blueprints it is given as text.</summary>
public abstract class BlueprintFixture : EngineFixture
{
    internal async Task StartAsync(params string[] definitions)
    {
        var actions = new ActionBook([new EmitEvent(Clock)]);
        var plans = new BlueprintPlan(actions, new OptionsWrapper<EngineOptions>(EngineOptions));
        foreach (var definition in definitions)
        {
            var (blueprint, problems) = BlueprintLoader.Load(definition, actions.Context);
            Assert.Empty(problems);
            foreach (var trigger in BlueprintPlan.Triggers(blueprint!, plans.Compile(blueprint!)))
                Plans.Register(trigger);
        }

        await base.StartAsync();
    }

    internal async Task EmitAsync(string data) => await Engine.EmitAsync(
        new([Event(Go, "thing-1") with { OwnerId = "user-1", Data = JsonElement.Parse(data) }]), Cancellation);

    internal async Task<RunOutcome> SendAsync(string data)
    {
        await EmitAsync(data);
        var query = new EventQuery { EventName = "xyn.run.created", NewestFirst = true, Limit = 1 };
        return await EndAsync((await Ledger.EventsAsync(query, Cancellation))[0].Event.RunId!.Value);
    }
}
