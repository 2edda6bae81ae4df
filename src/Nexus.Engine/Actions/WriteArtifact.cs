using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary>
/// <c>artifact.write</c>: an artifact of the run, that commits with the end of its step, and so exactly once.
/// </summary>
internal sealed class WriteArtifact(IArtifacts artifacts) : IAction
{
    private const string Name = "artifact.write";
    private const string Base64 = "base64";

    public ActionManifest Manifest { get; } = new(
        Name, "Stores a content as an artifact of the run.",
        [
            Needed("name", InputType.Text, "Its file name."),
            Needed("content", InputType.Any, "A text as it is; any other value as JSON."),
            Optional("encoding", InputType.Text, "`base64` when the content is a text that means bytes."),
            Optional("content_type", InputType.Text,
                "Its media type; else by the content: plain text, JSON, or application/octet-stream."),
            Optional("kind", InputType.Text, "As `report` or `log`; `file` if nothing is said."),
            Optional("metadata", InputType.Map, "What else is to be known of it, at most 16 KiB."),
        ],
        [
            Needed("artifact_id", InputType.Text, "The artifact."),
            Needed("sha256", InputType.Text, "Of what is stored."),
            Needed("byte_length", InputType.Whole, "Of what is stored."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var (bytes, usual) = Content(with);
        using var content = new MemoryStream(bytes, writable: false);
        var prepared = await artifacts.PrepareAsync(content, new()
        {
            Name = with.Text("name") ?? "",
            Kind = with.Text("kind") ?? "file",
            ContentType = with.Text("content_type") ?? usual,
            Metadata = with.Map("metadata"),
            ByteLength = bytes.Length,
            RunId = step.RunId,
            StepId = step.StepId,
            OwnerId = step.OwnerId,
            Actor = step.Actor,
            CorrelationId = step.CorrelationId,
        }, cancellationToken);
        (step.AlsoCommit, step.Settle) = (prepared.Batch, prepared.Settle);
        return Outputs(prepared.Artifact);
    }

    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    private static (byte[] Bytes, string Type) Content(JsonElement with)
    {
        var content = with.GetProperty("content");
        var text = content.ValueKind is JsonValueKind.String ? content.GetString() : null;
        return (with.Text("encoding"), text) switch
        {
            (Base64, { } encoded) => (Decoded(encoded), "application/octet-stream"),
            (Base64, null) => throw Bad("its content is no text, and so no base64"),
            ({ } other, _) => throw Bad($"its encoding '{(other.Length > 40 ? other[..40] : other)}' is not base64"),
            (null, { } plain) => (Encoding.UTF8.GetBytes(plain), "text/plain; charset=utf-8"),
            _ => (Encoding.UTF8.GetBytes(content.GetRawText()), "application/json"),
        };
    }

    private static byte[] Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw Bad("its content is not base64");
    }

    private static JsonElement Outputs(ArtifactView artifact) => EventData.Of(
        ("artifact_id", artifact.ArtifactId.ToString()), ("sha256", artifact.Sha256),
        ("byte_length", artifact.ByteLength));

    private static NexusException Bad(string why) => new(ActionErrors.BadInput(Name, why));
}
