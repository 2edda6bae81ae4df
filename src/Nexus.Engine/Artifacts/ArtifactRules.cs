using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Engine.Artifacts;

/// <summary>What an artifact may be called and say of itself.</summary>
internal static partial class ArtifactRules
{
    public const string KindRule = "a kind is 1 to 40 of a-z, 0-9, '-' and '_', a letter first";

    private const int LongestName = 200;
    private const int LongestType = 200;
    private const int LargestMetadata = 16 * 1024;

    private static readonly string[] Texts =
        ["application/json", "application/xml", "application/yaml", "application/x-ndjson", "application/x-yaml"];

    /// <exception cref="NexusException"><c>artifact.invalid</c>, <c>artifact.too_large</c>.</exception>
    public static void Check(NewArtifact artifact, long maxBytes)
    {
        if (Problem(artifact) is { } problem)
            throw new NexusException(ArtifactErrors.Invalid(problem));
        if (artifact.ByteLength > maxBytes)
            throw new NexusException(ArtifactErrors.TooLarge(maxBytes));
    }

    /// <summary>What people read; by its type, whatever is in it.</summary>
    public static bool IsText(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType?.ToLowerInvariant() is { } name
        && (name.StartsWith("text/", StringComparison.Ordinal) || Texts.Contains(name, StringComparer.Ordinal)
            || name.EndsWith("+json", StringComparison.Ordinal) || name.EndsWith("+xml", StringComparison.Ordinal));

    public static bool IsKind(string text) => Kind().IsMatch(text);

    private static string? Problem(NewArtifact artifact) => artifact switch
    {
        { Name: not { Length: > 0 and <= LongestName } } or { Name: "." or ".." } =>
            $"a name is a file name of 1 to {LongestName} characters",
        { Name: var name } when name.Contains('/') || name.Any(char.IsControl) =>
            "a name has no '/' and no control characters",
        { Kind: var kind } when !IsKind(kind) => KindRule,
        { ContentType: { Length: > LongestType } } => $"its content_type has more than {LongestType} characters",
        { ContentType: var type } when !Ascii.IsValid(type) || !MediaTypeHeaderValue.TryParse(type, out _) =>
            "its content_type is none, as text/plain is one",
        { ByteLength: < 0 } => "its byte_length is less than nothing",
        { Sha256: { } sha256 } when !Sha256().IsMatch(sha256) => "its sha256 is not 64 hexadecimal digits",
        { Metadata: { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) } } =>
            "its metadata is not a JSON object",
        { Metadata: { ValueKind: JsonValueKind.Object } metadata }
            when metadata.GetRawText().Length > LargestMetadata => "its metadata is larger than 16 KiB",
        _ => null,
    };

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,39}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^[0-9a-fA-F]{64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Sha256();
}
