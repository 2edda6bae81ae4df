using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// <c>blueprint.run</c>: another blueprint as a step. Its run ends with this step: done again after a crash the step
/// finds it, and cancelled or out of time it takes it along.
/// </summary>
internal sealed class RunBlueprint(Lazy<StartBlueprint> start, RunEngine engine, IRuns runs, ILedger ledger) : IAction
{
    private const string Name = "blueprint.run";

    public ActionManifest Manifest { get; } = new(
        Name, "Runs another blueprint of yours and waits for its end; its outputs are those of the step.",
        [
            Needed("blueprint", InputType.Text, "Its id, `bp.x`, or a revision of it, `bp.x@REVISION`."),
            Optional("inputs", InputType.Map, "What it asks for, by name."),
            Optional("name", InputType.Text, "What to call the run."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var child = RunEngine.ChildOf(step.StepId, step.IdempotencyKey);
        if (await ledger.FindAsync(RunState.Kind, child.ToString(), cancellationToken) is null)
            await StartAsync(step, with, child);
        await WaitAsync(step.RunId, child, cancellationToken);
        var ended = await ledger.RunAsync(child, Scope.All, CancellationToken.None);
        return ended.Status switch
        {
            RunStatus.Completed => ended.Outputs,
            RunStatus.Cancelled => throw new NexusException(
                RunErrors.ChildCancelled(child, ended.Name, ended.CancelReason)),
            _ => throw new NexusException(RunErrors.ChildFailed(child, ended.Name, ended.Error)),
        };
    }

    /// <summary>A commit that has begun is waited for: else nobody knew whether there is a run.</summary>
    private Task<RunView> StartAsync(StepContext step, JsonElement with, Guid child) => start.Value.StartAsync(
        new(with.Text("blueprint") ?? "", with.Map("inputs"))
        {
            Title = with.Text("name") is { Length: > StartRun.LongestName } title
                ? title[..StartRun.LongestName]
                : with.Text("name"),
            Parent = new(step.RunId, child),
        },
        Asker.Of(step), CancellationToken.None);

    private async Task WaitAsync(Guid parent, Guid child, CancellationToken cancellationToken)
    {
        try
        {
            await engine.WaitForChildAsync(runs, parent, child, cancellationToken);
        }
        catch (OperationCanceledException) when (!engine.Stopping.IsCancellationRequested)
        {
            await EndAsync(parent, child);
            throw;
        }
    }

    private async Task EndAsync(Guid parent, Guid child)
    {
        try
        {
            await runs.CancelAsync(child, RunEngine.ReasonOf(parent), CancellationToken.None);
        }
        catch (NexusException e) when (e.Error.Code is "run.finished")
        {
            // It has ended by itself.
        }
    }
}
