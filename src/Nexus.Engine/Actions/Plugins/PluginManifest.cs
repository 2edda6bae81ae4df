using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexus.Engine.Actions.Plugins;

/// <summary><c>plugin.json</c>: what a plugin is and can do, as its author wrote it.</summary>
internal sealed record PluginManifest
{
    public string? Name { get; init; }

    /// <summary>The program and its arguments; one that begins with <c>./</c> is beside the manifest.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Of one call, as <c>30s</c>.</summary>
    public string? Deadline { get; init; }

    public IReadOnlyList<PluginActionManifest>? Actions { get; init; }
}

internal sealed record PluginActionManifest
{
    public string? Name { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<PluginField>? Inputs { get; init; }

    /// <summary>Null: they are known only when it ran.</summary>
    public IReadOnlyList<PluginField>? Outputs { get; init; }

    public bool? IsIdempotent { get; init; }

    public IReadOnlyList<string>? Redacts { get; init; }

    /// <summary>Inputs that may be secrets: the plugin gets their values.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }
}

internal sealed record PluginField
{
    public string? Name { get; init; }

    public string? Type { get; init; }

    public bool? IsRequired { get; init; }

    public string? Note { get; init; }
}

/// <summary>What a plugin says, one line each.</summary>
internal sealed record PluginTold
{
    public string? Type { get; init; }

    public int? Protocol { get; init; }

    public string? Id { get; init; }

    public JsonElement? Outputs { get; init; }

    public string? Code { get; init; }

    public string? Level { get; init; }

    public string? Message { get; init; }

    public string? Hint { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PluginManifest))]
internal sealed partial class PluginManifestJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PluginTold))]
internal sealed partial class PluginJson : JsonSerializerContext;
