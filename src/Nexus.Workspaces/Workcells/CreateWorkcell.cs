using System.Text.Json;
using Nexus.Engine.Actions;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Actions;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Workcells;

/// <summary>
/// <c>workcell.create</c>: a fresh workspace for this run alone. It waits for its turn, and each attempt gets one that
/// nothing was done in; only after a crash an attempt goes on with what it made before.
/// </summary>
internal sealed class CreateWorkcell(
    StepWorkspaces steps, MakeWorkspace make, BringUp up, DestroyWorkspace destroy, NewWorkcells workcells) : IAction
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
        var (cell, ttl, patience) =
            (new Cell(step.OwnerId, Terms.Purpose(with)), Terms.Ttl(with), Terms.Wait(with));
        using var place = steps.Enter();
        var made = await steps.MadeByAsync(step, cancellationToken);
        if (made is not null && made.Maker?.Key != step.IdempotencyKey)
        {
            await destroy.RemoveAsync(made, isForced: true, step, cancellationToken);
            made = null;
        }

        made ??= await workcells.AddAsync(
            cell, ttl, patience, life => make.AddAsync(request, life, step, cancellationToken), cancellationToken);
        return steps.Outputs(await up.ReadyAsync(made, step, cancellationToken));
    }
}
