using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Drafts;

/// <summary>Keeps drafts: each revision is an artifact first, then the row and its event are in one commit.</summary>
internal sealed class DraftDesk(
    ILedger ledger, IEventIntake intake, IArtifacts artifacts, Redactor redactor, TimeProvider clock)
{
    /// <summary>A new one, or the caller's of this name with another content.</summary>
    /// <exception cref="NexusException">
    /// <c>draft.has_secret</c>, <c>draft.invalid</c>, <c>draft.invalid_definition</c>, <c>draft.too_large</c>.
    /// </exception>
    public async Task<DraftView> SaveAsync(DraftSaveRequest wish, Asker by, CancellationToken cancellationToken)
    {
        var text = DraftRules.Text(wish.Content);
        var row = await ledger.FindByNameAsync(
            DraftState.RowKind, Scope.Of(by.UserId), wish.Name, cancellationToken);
        var (now, before) = (clock.GetUtcNow(), row is null ? null : DraftState.Read(row));
        return await KeepAsync(row, before, new DraftState
        {
            DraftId = before?.DraftId ?? Ids.New(clock),
            Name = wish.Name,
            Kind = wish.Kind ?? before?.Kind ?? "blueprint",
            Status = before?.Status ?? DraftStatus.Draft,
            Revision = before?.Revision ?? 0,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
            Content = text,
            IsObject = wish.Content.ValueKind is JsonValueKind.Object,
            ContentArtifactId = before?.ContentArtifactId ?? default,
            TriggerEventType = wish.TriggerEventType ?? (before?.Content == text ? before?.TriggerEventType : null),
            Notes = wish.Notes ?? before?.Notes,
            SourceRunId = wish.SourceRunId ?? before?.SourceRunId,
            Validation = before?.Validation,
        }, by, cancellationToken);
    }

    /// <exception cref="NexusException">
    /// <c>draft.not_found</c>, <c>draft.name_taken</c>, and those of <see cref="SaveAsync"/>.
    /// </exception>
    public async Task<DraftView> ChangeAsync(
        Guid id, DraftChangeRequest wish, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.DraftAsync(id, by.Scope, cancellationToken);
        var before = DraftState.Read(row);
        if (wish.Name is { } name && name != before.Name && await ledger.FindByNameAsync(
            DraftState.RowKind, Scope.Of(row.OwnerId), name, cancellationToken) is not null)
        {
            throw new NexusException(DraftErrors.NameTaken(name));
        }

        return await KeepAsync(row, before, before with
        {
            Name = wish.Name ?? before.Name,
            Content = wish.Content is { } content ? DraftRules.Text(content) : before.Content,
            IsObject = wish.Content is { } sent ? sent.ValueKind is JsonValueKind.Object : before.IsObject,
            TriggerEventType = wish.TriggerEventType ?? (wish.Content is null ? before.TriggerEventType : null),
            Notes = wish.Notes ?? before.Notes,
            UpdatedAt = clock.GetUtcNow(),
        }, by, cancellationToken);
    }

    /// <summary>Its artifacts stay, as all outputs do.</summary>
    /// <exception cref="NexusException"><c>draft.not_found</c>.</exception>
    public async Task<DraftView> RemoveAsync(Guid id, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.DraftAsync(id, by.Scope, cancellationToken);
        var view = DraftState.Read(row).View(row.OwnerId);
        var told = Told("xyn.draft.removed", DraftState.Read(row), row.OwnerId, by);
        await intake.EmitAsync(
            by.Join(new([told], [], [new(row.Kind, row.Id, row.Version)]), Json(view)), CancellationToken.None);
        return view;
    }

    public LedgerEvent Told(string name, DraftState draft, string ownerId, Asker by) =>
        by.Event(clock, name, new("draft", draft.DraftId.ToString()), EventData.Of(
            ("name", draft.Name), ("kind", draft.Kind), ("revision", draft.Revision))) with
        {
            OwnerId = ownerId,
        };

    public static string Json(DraftView view) => JsonSerializer.Serialize(view, ContractsJson.Default.DraftView);

    /// <summary>Saved as it is already, nothing is done.</summary>
    private async Task<DraftView> KeepAsync(
        StateRow? row, DraftState? before, DraftState wanted, Asker by, CancellationToken cancellationToken)
    {
        DraftRules.Check(wanted);
        var ownerId = row?.OwnerId ?? by.UserId;
        DraftRules.CheckSecrets(wanted.Content, redactor.Of(ownerId));
        if (before is not null && before with { UpdatedAt = wanted.UpdatedAt } == wanted)
            return before.View(ownerId);

        var draft = wanted;
        if (before?.Content != wanted.Content)
        {
            draft = wanted with { Revision = wanted.Revision + 1, Status = DraftStatus.Draft };
            draft = draft with { ContentArtifactId = await StoreAsync(draft, ownerId, by, cancellationToken) };
        }

        var view = draft.View(ownerId);
        var next = row is null
            ? new StateRow(DraftState.RowKind, draft.DraftId.ToString(), draft.Name, ownerId, 1, draft.Body())
            : row.Next(draft.Body()) with { Name = draft.Name };
        var batch = new LedgerBatch([Told("xyn.draft.saved", draft, ownerId, by)], next);
        await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
        return view;
    }

    private async Task<Guid> StoreAsync(
        DraftState draft, string ownerId, Asker by, CancellationToken cancellationToken)
    {
        var isJson = draft.Content.AsSpan().TrimStart() is ['{', ..];
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(draft.Content));
        var artifact = await artifacts.WriteAsync(content, new()
        {
            Name = $"{draft.Name}.r{draft.Revision}.{(isJson ? "json" : "yaml")}",
            Kind = "draft",
            ContentType = isJson ? "application/json" : "application/yaml",
            HasNoSecret = true,
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
