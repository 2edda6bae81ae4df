using System.CommandLine;
using System.Text;
using System.Text.Json;
using Nexus.Cli.Help;
using Nexus.Contracts;
using Nexus.Spec.Blueprints;

namespace Nexus.Cli.Drafts;

/// <summary><c>nexus draft save</c></summary>
internal static class SaveDraft
{
    public static Command Create(Caller caller)
    {
        var file = new Argument<string>("FILE") { Description = "The definition, YAML or JSON" };
        var name = Shared.Text("--name", "NAME", "What the draft is called; default: the file's name without ending");
        var notes = Shared.Text("--notes", "TEXT", "Kept with it, for people");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "save", "Keep a definition; one of this name gets a new revision", file, name, notes, json)
        {
            Examples = ["nexus draft save remediate.yaml", "nexus draft promote remediate"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = caller.Place.Expand(parsed.GetRequiredValue(file));
            var saved = await SaveAsync(
                caller, path, parsed.GetValue(name), parsed.GetValue(notes), cancellationToken);
            DraftCommands.Print(caller, saved, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    public static async Task<DraftView> SaveAsync(
        Caller caller, string path, string? name, string? notes, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return await caller.Client.SaveDraftAsync(
            new()
            {
                Name = name ?? Path.GetFileNameWithoutExtension(path),
                Content = JsonSerializer.SerializeToElement(
                    Encoding.UTF8.GetString(bytes), ContractsJson.Default.String),
                TriggerEventType = BlueprintLoader.Load(bytes).Blueprint?.Triggers
                    .Select(trigger => trigger.EventType).FirstOrDefault(type => type is not null),
                Notes = notes,
            },
            cancellationToken);
    }
}
