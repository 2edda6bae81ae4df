using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Artifacts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary>First the file, durably, then its row and event in one commit; the other way round when one goes.</summary>
internal sealed partial class ArtifactStore(
    ArtifactFiles files, ArtifactContents contents, ILedger ledger, IEventIntake intake, Redactor redactor,
    IOptions<ArtifactOptions> options, TimeProvider clock, ILogger<ArtifactStore> logger) : IArtifacts
{
    private const int Page = 500;

    public Task<ArtifactView> WriteAsync(
        Stream content, NewArtifact artifact, CancellationToken cancellationToken) =>
        WriteAsync(content, artifact, claim: null, cancellationToken);

    public async Task<ArtifactView> WriteAsync(
        Stream content, NewArtifact artifact, IRequestClaim? claim, CancellationToken cancellationToken)
    {
        var prepared = await PrepareAsync(content, artifact, cancellationToken);
        // A commit that has begun is waited for: else nobody knew whether the file is needed.
        var isKept = false;
        try
        {
            var batch = prepared.Batch;
            await intake.EmitAsync(
                claim?.Join(batch, ArtifactRows.Json(prepared.Artifact)) ?? batch, CancellationToken.None);
            isKept = true;
            return prepared.Artifact;
        }
        finally
        {
            prepared.Settle(isKept);
        }
    }

    public async Task<PreparedArtifact> PrepareAsync(
        Stream content, NewArtifact artifact, CancellationToken cancellationToken)
    {
        Check(artifact);
        try
        {
            await using var arrival = new Arrival(
                files.Begin(), contents, redactor.Of(artifact.OwnerId), options.Value.MaxBytes);
            var sha256 = await arrival.TakeAsync(content, artifact, cancellationToken);
            return Prepare(arrival.File, sha256, artifact);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new NexusException(DiskFull.Error(e.Message), e);
        }
    }

    /// <summary>All that can be found wrong before the bytes come.</summary>
    public void Check(NewArtifact artifact)
    {
        ArtifactRules.Check(artifact, options.Value.MaxBytes);
        contents.CheckRoom(artifact.ByteLength ?? 0);
    }

    public async Task<OpenArtifact> OpenAsync(Guid id, Scope scope, CancellationToken cancellationToken)
    {
        var view = ArtifactRows.View(await ledger.ArtifactAsync(id, scope, cancellationToken));
        try
        {
            return new(view, files.Open(view.Sha256 ?? ""));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Perhaps it was removed between the two.
            await ledger.ArtifactAsync(id, scope, cancellationToken);
            throw new NexusException(ArtifactErrors.Lost(id), e);
        }
    }

    /// <param name="row">As it was read.</param>
    /// <param name="actor">Who removes it.</param>
    /// <param name="correlationId">Of the request.</param>
    /// <param name="claim">Its key.</param>
    public async Task<ArtifactView> RemoveAsync(
        StateRow row, string actor, string correlationId, IRequestClaim? claim)
    {
        var view = ArtifactRows.View(row);
        var told = Event("xyn.artifact.removed", view, row.OwnerId, correlationId) with
        {
            Actor = actor,
            Data = EventData.Of(
                ("name", view.Name), ("kind", view.Kind), ("byte_length", view.ByteLength), ("sha256", view.Sha256)),
        };
        var batch = new LedgerBatch([told], [], [new(row.Kind, row.Id, row.Version)]);
        try
        {
            await intake.EmitAsync(
                claim?.Join(batch, ArtifactRows.Json(view)) ?? batch, CancellationToken.None);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict")
        {
            throw new NexusException(ArtifactErrors.NotFound(view.ArtifactId), e);
        }

        Leave(view.Sha256 ?? "");
        return view;
    }

    /// <summary>Learns what is recorded, before anything comes or goes.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StateRow> rows;
        string? last = null;
        do
        {
            rows = await ledger.ListAsync(
                new(ArtifactRows.Kind, Scope.All) { After = last, Limit = Page }, cancellationToken);
            foreach (var view in rows.Select(ArtifactRows.View))
                contents.Need(view.Sha256 ?? "", view.ByteLength ?? 0);
            last = rows.Count > 0 ? rows[^1].Id : last;
        }
        while (rows.Count == Page);
    }

    private PreparedArtifact Prepare(IncomingFile file, string sha256, NewArtifact artifact)
    {
        contents.Need(sha256, file.Length);
        try
        {
            if (!files.Has(sha256))
                files.Keep(file, sha256);
            var asked = ArtifactRows.View(
                artifact, artifact.ArtifactId ?? Ids.New(clock), clock.GetUtcNow(), redactor);
            var view = asked with { Sha256 = sha256, ByteLength = file.Length };
            var told = Event("xyn.artifact.created", view, artifact.OwnerId, artifact.CorrelationId);
            return new(
                view, new([told], ArtifactRows.Row(view, artifact.OwnerId)),
                isKept => LeaveUnless(isKept, sha256));
        }
        catch
        {
            Leave(sha256);
            throw;
        }
    }

    private void LeaveUnless(bool isKept, string sha256)
    {
        if (!isKept)
            Leave(sha256);
    }

    private LedgerEvent Event(string name, ArtifactView view, string ownerId, string correlationId) =>
        LedgerEvent.Now(clock, name, new(ArtifactRows.Kind, view.ArtifactId.ToString()), correlationId) with
        {
            Actor = view.CreatedBy,
            OwnerId = ownerId,
            RunId = view.RunId,
            StepId = view.StepId,
            Data = EventData.Of(
                ("name", view.Name), ("kind", view.Kind), ("content_type", view.ContentType),
                ("byte_length", view.ByteLength), ("sha256", view.Sha256)),
        };

    private void Leave(string sha256)
    {
        try
        {
            contents.Leave(sha256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(sha256, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file {Sha256} of a removed artifact is still there")]
    private partial void LogNotRemoved(string sha256, Exception exception);
}
