using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>A plugin whose manifest was found right.</summary>
/// <param name="Directory">Where its manifest is.</param>
internal sealed partial record Plugin(string Name, string Directory, Argv Command, TimeSpan Deadline)
{
    public const string Manifest = "plugin.json";

    private const long LargestManifest = 256 * 1024;
    private const int MostActions = 100;
    private const int MostFields = 100;

    private static readonly TimeSpan UsualDeadline = TimeSpan.FromMinutes(1);

    public IReadOnlyList<PluginCall> Calls { get; private init; } = [];

    /// <exception cref="FormatException">What is wrong with its manifest.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Plugin Read(string directory)
    {
        var path = Path.Combine(directory, Manifest);
        if (new FileInfo(path) is not { Exists: true, Length: <= LargestManifest })
            throw new FormatException($"there is no {Manifest}, or it is larger than 256 KiB");
        PluginManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), PluginManifestJson.Default.PluginManifest)
                ?? throw new FormatException("it is empty");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }

        var name = Path.GetFileName(directory);
        Insist(PluginName().IsMatch(name) && manifest.Name == name, "its name is not that of its directory");
        var deadline = DeadlineOf(manifest.Deadline);
        return new(name, directory, CommandOf(manifest.Command ?? [], directory), deadline)
        {
            Calls = CallsOf(name, manifest.Actions ?? []),
        };
    }

    private static Argv CommandOf(IReadOnlyList<string> command, string directory)
    {
        Insist(command.Count is > 0 and <= MostFields && command.All(part => part is { Length: > 0 }),
            "its command is no list of texts");
        var program = command[0];
        return new(
            program.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(directory, program[2..]) : program,
            [.. command.Skip(1)]);
    }

    private static List<PluginCall> CallsOf(string plugin, IReadOnlyList<PluginActionManifest> actions)
    {
        Insist(actions.Count is > 0 and <= MostActions, "it has no actions, or more than 100");
        return [.. actions.Select(action => CallOf(plugin, action))];
    }

    private static TimeSpan DeadlineOf(string? text) => text is null ? UsualDeadline
        : Durations.Parse(text) is { } time && time > TimeSpan.Zero ? time
        : throw new FormatException($"its deadline '{text}' is none, as 30s is");

    private static PluginCall CallOf(string plugin, PluginActionManifest action)
    {
        var name = action.Name ?? "";
        Insist(ActionName().IsMatch(name) && name.StartsWith($"{plugin}.", StringComparison.Ordinal),
            $"the name of its action '{name}' does not begin with '{plugin}.'");
        var inputs = FieldsOf(name, action.Inputs ?? []);
        var secrets = (action.Secrets ?? []).ToHashSet(StringComparer.Ordinal);
        Insist(secrets.IsSubsetOf(inputs.Select(input => input.Name)),
            $"'{name}' has a secret that is none of its inputs");
        return new(
            new(name, action.Summary ?? "", inputs, action.Outputs is { } outputs ? FieldsOf(name, outputs) : null)
            {
                IsIdempotent = action.IsIdempotent ?? false,
                Redacts = action.Redacts ?? [],
                Origin = $"plugin {plugin}",
            },
            secrets);
    }

    private static List<ActionField> FieldsOf(string action, IReadOnlyList<PluginField> fields)
    {
        Insist(fields.Count <= MostFields && fields.All(field => FieldName().IsMatch(field.Name ?? "")),
            $"'{action}' has fields without a name, or more than 100");
        Insist(fields.DistinctBy(field => field.Name, StringComparer.Ordinal).Count() == fields.Count,
            $"'{action}' has a field twice");
        Insist(fields.All(field => InputTypes.All.Contains(field.Type ?? "any", StringComparer.Ordinal)),
            $"'{action}' has a field whose type is none of {string.Join(", ", InputTypes.All)}");
        return
        [
            .. fields.Select(field => new ActionField(
                field.Name ?? "", InputTypes.Read(field.Type), field.IsRequired ?? false, field.Note ?? "")),
        ];
    }

    private static void Insist(bool isSo, string otherwise)
    {
        if (!isSo)
            throw new FormatException(otherwise);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex PluginName();

    [GeneratedRegex(@"^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_]*){1,3}\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 200)]
    private static partial Regex ActionName();

    [GeneratedRegex(@"^[a-z_][A-Za-z0-9_]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex FieldName();
}

/// <summary>An action of a plugin.</summary>
/// <param name="Secrets">Inputs whose values it gets when they are secrets.</param>
internal sealed record PluginCall(ActionManifest Manifest, IReadOnlySet<string> Secrets);
