using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Engine.Schedules;
using Nexus.Platform.Ledger;
using Nexus.Platform.Tracing;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>Blueprints as plans: one engine runs both.</summary>
internal sealed class BlueprintPlan(ActionBook actions, IOptions<EngineOptions> options)
{
    /// <summary>So many digits of a revision tell it from the others of its blueprint.</summary>
    public const int ShownRevision = 12;

    /// <summary>Of a step that says nothing.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>A run finds its plan again by the revision it began with.</summary>
    public static string NameOf(Blueprint blueprint) => $"{blueprint.Id}@{blueprint.Revision[..ShownRevision]}";

    public Plan Compile(Blueprint blueprint)
    {
        var finders = blueprint.Plan.Concat(blueprint.OnFailure).OfType<ActionTask>()
            .Where(task => task.Action is GetSecret.Name).Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        return new(NameOf(blueprint), Steps(blueprint.Plan, finders))
        {
            Result = context => Outputs(blueprint, context),
            Limits = Limits(blueprint.Limits),
            OnFailure = Steps(blueprint.OnFailure, finders),
            KeepsLog = true,
        };
    }

    /// <summary>For each of its triggers that is an event, and one for all that are schedules.</summary>
    public static IEnumerable<PlanTrigger> Triggers(Blueprint blueprint, Plan plan) =>
        from trigger in blueprint.Triggers.DistinctBy(trigger => trigger.EventType is null ? null : trigger)
        select new PlanTrigger(trigger.EventType ?? Scheduler.Fired, plan)
        {
            Bind = item => trigger.EventType is null && item.Resource.Id != blueprint.Id
                ? null
                : BlueprintBinding.Bind(blueprint, trigger, item),
            OnBusy = WhenBusy(blueprint),
        };

    public static OnBusy WhenBusy(Blueprint blueprint) => blueprint.Concurrency?.OnBusy switch
    {
        BusyRule.Cancel => OnBusy.CancelRunning,
        BusyRule.Skip => OnBusy.Skip,
        _ => OnBusy.Queue,
    };

    /// <summary>What is needed first; else as the file has it.</summary>
    private static List<BlueprintStep> Ordered(IReadOnlyList<BlueprintStep> plan)
    {
        var ordered = new List<BlueprintStep>(plan.Count);
        var left = plan.ToList();
        while (left.Count > 0)
        {
            var next = left.Find(step => step.Needs.All(need => ordered.Exists(before => before.Id == need)))
                ?? throw new InvalidOperationException("A blueprint that was checked has no circle.");
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>What was promoted may say more than is allowed now.</summary>
    private PlanLimits Limits(BlueprintLimits said)
    {
        var server = options.Value;
        var wall = said.Wall ?? server.RunWall;
        return new(
            Math.Min(said.Steps ?? server.RunSteps, server.MaxRunSteps),
            wall < server.MaxRunWall ? wall : server.MaxRunWall, server.MaxRunOutputBytes);
    }

    private Step[] Steps(IReadOnlyList<BlueprintStep> plan, IReadOnlySet<string> finders)
    {
        var ordered = Ordered(plan);
        return [.. ordered.Select((step, index) => Step(step, ordered.ElementAtOrDefault(index - 1), finders))];
    }

    /// <param name="before">The one before it; needing just that one is what a sequence is.</param>
    /// <param name="finders">Steps that give handles to secrets.</param>
    private Step Step(BlueprintStep step, BlueprintStep? before, IReadOnlySet<string> finders) => new()
    {
        Name = step.Id,
        Needs = before is null && step.Needs.Count == 0 || step.Needs is [var only] && only == before?.Id
            ? null
            : step.Needs,
        When = step.When is { } when ? context => when.IsTrue(BlueprintScope.Of(context)) : null,
        ForEach = step.ForEach is { } items
            ? new(context => items.Evaluate(BlueprintScope.Of(context)), step.Concurrency)
            : null,
        Gate = step is GateStep gate
            ? new(
                gate.Deadline ?? options.Value.GateDeadline,
                // Nobody who names no deadline asks for what is done at it.
                gate is { Deadline: not null, IsApprovedByDefault: true })
            {
                Message = gate.Message is { } message ? context => message.Text(BlueprintScope.Of(context)) : null,
            }
            : null,
        IsOptional = step.ContinuesOnFailure,
        Deadline = step.Timeout ?? Deadline,
        Retry = new(step.Retry.Attempts, step.Retry.Delay, step.Retry.MaxDelay),
        Inputs = step is ActionTask asked ? context => With(asked, context, finders) : null,
        RunAsync = step switch
        {
            TransformStep transform => (context, _) => Task.FromResult<JsonElement?>(
                transform.Outputs(transform.Value.Evaluate(BlueprintScope.Of(context)))),
            ActionTask task => (context, token) => ActAsync(task, context, finders, token),
            GateStep => (context, _) => Task.FromResult<JsonElement?>(Decided(context)),
            AgentTask task => (_, _) => throw new NexusException(BlueprintRunErrors.NoModel(task.Provider)),
            _ => throw new InvalidOperationException($"{step.GetType().Name} is no kind of step."),
        },
    };

    /// <param name="finders">Steps that give handles to secrets.</param>
    public async Task<JsonElement?> ActAsync(
        ActionTask task, StepContext context, IReadOnlySet<string> finders, CancellationToken cancellationToken)
    {
        var action = actions.Find(task.Action)
            ?? throw new NexusException(BlueprintRunErrors.NoAction(task.Action));
        using var span = Spans.Begin("action", task.Action);
        return await ActionBook.RunAsync(action, new(context, With(task, context, finders)), cancellationToken);
    }

    private static JsonElement With(ActionTask task, StepContext context, IReadOnlySet<string> finders) =>
        task.With.Evaluate(
            BlueprintScope.Of(context) with { Handles = BlueprintScope.Handles(context, finders) });

    /// <exception cref="NexusException"><c>gate.rejected</c>.</exception>
    private static JsonElement Decided(StepContext context)
    {
        var decision = context.Decision ?? throw new InvalidOperationException("A gate opens by a decision.");
        return decision.IsApproved
            ? EventData.Of(
                ("decision", "approve"), ("decided_by", decision.By), ("comment", decision.Comment),
                ("decided_at", decision.At))
            : throw new NexusException(BlueprintRunErrors.Rejected(decision));
    }

    private static JsonElement Outputs(Blueprint blueprint, StepContext context)
    {
        var scope = BlueprintScope.Of(context);
        return BlueprintScope.Object(
            from output in blueprint.Outputs
            let value = output.Value?.Evaluate(scope) ?? BlueprintScope.LastOutput(context, output.Name)
            where value is not null
            select (output.Name, value.Value));
    }
}
