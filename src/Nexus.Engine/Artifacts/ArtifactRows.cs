using System.Runtime.InteropServices;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary>An artifact as a row, as an event and on the wire.</summary>
internal static class ArtifactRows
{
    public const string Kind = "artifact";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>Its name and metadata pass the redactor: no secret is for keeping.</summary>
    public static ArtifactView View(NewArtifact artifact, Guid id, DateTimeOffset now, Redactor redactor) => new()
    {
        ArtifactId = id,
        Name = redactor.Of(artifact.OwnerId).Text(artifact.Name),
        Kind = artifact.Kind,
        ContentType = artifact.ContentType,
        ByteLength = artifact.ByteLength,
        CreatedAt = now,
        CreatedBy = artifact.Actor,
        RunId = artifact.RunId,
        StepId = artifact.StepId,
        Sha256 = artifact.Sha256?.ToLowerInvariant(),
        Metadata = artifact.Metadata is { ValueKind: JsonValueKind.Object } metadata
            ? JsonElement.Parse(redactor.Of(artifact.OwnerId).Json(JsonMarshal.GetRawUtf8Value(metadata)))
            : Nothing,
    };

    public static StateRow Row(ArtifactView view, string ownerId) =>
        new(Kind, view.ArtifactId.ToString(), "", ownerId, 1, Json(view));

    public static ArtifactView View(StateRow row) => row.Read(ContractsJson.Default.ArtifactView);

    public static string Json(ArtifactView view) => JsonSerializer.Serialize(view, ContractsJson.Default.ArtifactView);

    public static async Task<StateRow> ArtifactAsync(
        this ILedger ledger, Guid id, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(Kind, id.ToString(), cancellationToken);
        var isVisible = scope.OwnerId is null || string.Equals(row?.OwnerId, scope.OwnerId, StringComparison.Ordinal);
        return row is not null && isVisible ? row : throw new NexusException(ArtifactErrors.NotFound(id));
    }
}
