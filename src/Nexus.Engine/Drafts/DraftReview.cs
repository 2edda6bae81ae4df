using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Blueprints;
using Nexus.Engine.Events;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Drafts;

/// <summary>From a draft to a blueprint in force: what was found valid, and nothing else.</summary>
internal sealed class DraftReview(
    ILedger ledger, IEventIntake intake, IArtifacts artifacts, ActionBook actions, BlueprintStore blueprints,
    DraftDesk desk, SecretReader secrets, IOptions<EngineOptions> options, TimeProvider clock)
{
    /// <summary>Says every problem at once; the report is kept as an artifact.</summary>
    /// <exception cref="NexusException"><c>draft.not_found</c>, <c>draft.no_blueprint</c>.</exception>
    public async Task<DraftView> ValidateAsync(Guid id, Asker by, CancellationToken cancellationToken)
    {
        var (row, draft) = await FindAsync(id, by, cancellationToken);
        var (blueprint, problems) = Look(draft, row.OwnerId);
        var report = new DraftValidationView
        {
            Revision = draft.Revision,
            IsValid = blueprint is not null,
            BlueprintId = blueprint?.Id,
            BlueprintRevision = blueprint?.Revision,
            Issues =
            [
                .. problems.Select(one => new ProblemView(
                    one.File, one.Line, one.Column, one.Code, one.Message, one.Hint)),
            ],
            ValidatedAt = clock.GetUtcNow(),
        };
        report = report with
        {
            ReportArtifactId = await StoreAsync(draft, report, row.OwnerId, by, cancellationToken),
        };
        var next = draft with
        {
            Validation = report,
            Status = !report.IsValid ? DraftStatus.Draft
                : draft.Status is DraftStatus.Promoted ? DraftStatus.Promoted : DraftStatus.Validated,
        };
        var told = desk.Told("xyn.draft.validated", next, row.OwnerId, by) with
        {
            Data = EventData.Of(
                ("name", draft.Name), ("revision", draft.Revision), ("is_valid", report.IsValid),
                ("problems", problems.Count)),
        };
        var view = next.View(row.OwnerId);
        await intake.EmitAsync(
            by.Join(new([told], row.Next(next.Body())), DraftDesk.Json(view)), CancellationToken.None);
        return view;
    }

    /// <summary>In force when this completes. What is in force already is left as it is.</summary>
    /// <exception cref="NexusException">
    /// <c>draft.not_found</c>, <c>draft.not_validated</c>, <c>draft.no_blueprint</c>, <c>blueprint.taken</c>,
    /// <c>blueprint.invalid</c>: this server cannot do any more what it could when the draft was validated.
    /// </exception>
    public async Task<BlueprintView> PromoteAsync(Guid id, Asker by, CancellationToken cancellationToken)
    {
        var (row, draft) = await FindAsync(id, by, cancellationToken);
        if (!draft.IsValid)
            throw new NexusException(DraftErrors.NotValidated(draft));
        var (blueprint, problems) = Look(draft, row.OwnerId);
        if (blueprint is null)
            throw new NexusException(BlueprintErrors.Invalid(problems));

        var next = draft with { Status = DraftStatus.Promoted };
        var also = draft.Status is DraftStatus.Promoted
            ? null
            : new LedgerBatch([desk.Told("xyn.draft.promoted", next, row.OwnerId, by)], row.Next(next.Body()));
        return await blueprints.PromoteAsync(
            new(blueprint, draft.Content, row.OwnerId, draft.DraftId, also), by, cancellationToken);
    }

    /// <summary>A run is its owner's, and so are its secrets: whose draft it is counts, not who asks.</summary>
    private BlueprintResult Look(DraftState draft, string ownerId)
    {
        var found = BlueprintLoader.Load(draft.Content, Context(ownerId), draft.Name);
        return found.Blueprint is { } blueprint
            && TimeZones.Unknown(blueprint, draft.Name)
                .Concat(DraftTrigger.Contradiction(draft, blueprint)).ToList() is { Count: > 0 } problems
            ? new(null, problems)
            : found;
    }

    private BlueprintContext Context(string ownerId) => actions.Context with
    {
        Secret = path => secrets.Problem(path, ownerId),
        MostSteps = options.Value.MaxRunSteps,
        LongestWall = options.Value.MaxRunWall,
    };

    private async Task<(StateRow Row, DraftState Draft)> FindAsync(
        Guid id, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.DraftAsync(id, by.Scope, cancellationToken);
        var draft = DraftState.Read(row);
        return draft.Kind is "blueprint" ? (row, draft) : throw new NexusException(DraftErrors.NoBlueprint(draft.Name));
    }

    private async Task<Guid> StoreAsync(
        DraftState draft, DraftValidationView report, string ownerId, Asker by, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(report, ContractsJson.Default.DraftValidationView)));
        var artifact = await artifacts.WriteAsync(content, new()
        {
            Name = $"{draft.Name}.r{draft.Revision}.validation.json",
            Kind = "report",
            ContentType = "application/json",
            Metadata = EventData.Of(("draft_id", draft.DraftId.ToString()), ("revision", draft.Revision)),
            RunId = by.RunId,
            StepId = by.StepId,
            OwnerId = ownerId,
            Actor = by.Actor,
            CorrelationId = by.CorrelationId,
        }, cancellationToken);
        return artifact.ArtifactId;
    }
}
