using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Actions;
using Nexus.Workspaces.Lifecycle;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Workcells;

/// <summary>
/// <c>workcell.create</c>: a fresh workspace for this run alone. It waits for its turn, and each attempt gets one that
/// nothing was done in; only after a crash an attempt goes on with what it made before.
/// </summary>
internal sealed class CreateWorkcell(
    StepWorkspaces steps, MakeWorkspace make, BringUp up, DestroyWorkspace destroy, Turns turns, EndLifespans ends,
    IOptions<WorkcellOptions> options, TimeProvider clock) : IAction
{
    private const string Name = "workcell.create";

    public ActionManifest Manifest { get; } = new(
        Name, "Makes a fresh workspace for this run, ready to be used, and removed when the run ends.",
        [
            .. MakeWorkspace.InputFields,
            Optional("purpose", InputType.Text, "`dev`, or `test`, of which there may be fewer."),
            Optional("wait", InputType.Text, "For its turn, as `10m`; else as long as the step."),
        ],
        StepWorkspaces.OutputFields)
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var request = MakeWorkspace.Request(with, Terms.NameOf(step));
        var life = new Lifespan(Terms.Ttl(with) ?? options.Value.Ttl, clock.GetUtcNow())
        {
            Purpose = Terms.Purpose(with),
        };
        var patience = Terms.Wait(with);
        using var place = steps.Enter();
        var made = await steps.MadeByAsync(step, cancellationToken);
        if (made is not null && made.Maker?.Key != step.IdempotencyKey)
        {
            await destroy.RemoveAsync(made, isForced: true, step, cancellationToken);
            made = null;
        }

        made ??= await MakeAsync(request, life, patience, step, cancellationToken);
        return steps.Outputs(await up.ReadyAsync(made, step, cancellationToken));
    }

    private async Task<Workspace> MakeAsync(
        CreateWorkspaceRequest request, Lifespan life, TimeSpan? patience, StepContext step,
        CancellationToken cancellationToken)
    {
        var cell = new Cell(step.OwnerId, life.Purpose ?? Terms.Dev);
        using var turn = await turns.TakeAsync(cell, patience, cancellationToken);
        // Its life begins with it, not with waiting for it.
        var fresh = life with { UsedAt = clock.GetUtcNow() };
        var made = await make.AddAsync(request, fresh, step, cancellationToken);
        turns.Enter(made.Id, cell);
        ends.Watch(made);
        return made;
    }
}
