using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Artifacts;

/// <summary><c>nexus artifact</c></summary>
internal static class ArtifactCommands
{
    private static readonly Listing<ArtifactView> Shown = new(
        new(["ARTIFACT", "NAME", "KIND", "SIZE", "CREATED"], "CREATED", "KIND", "SIZE"),
        Row, "No artifacts.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "artifact", "Stored outputs: keep, fetch and remove them",
        List(caller), Show(caller), UploadArtifact.Create(caller), DownloadArtifact.Create(caller), Remove(caller));

    public static Argument<Guid> Id() => new("ARTIFACT")
    {
        Description = "Id of the artifact, as 'nexus artifact list' shows it",
        CustomParser = result =>
        {
            if (Guid.TryParse(result.Tokens[0].Value, out var id))
                return id;
            result.AddError(
                $"'{result.Tokens[0].Value}' is not the id of an artifact: 'nexus artifact list' shows them.");
            return default;
        },
    };

    public static Option<Guid?> Run(string description) => new("--run")
    {
        HelpName = "RUN",
        Description = description,
        CustomParser = result =>
        {
            if (Guid.TryParse(result.Tokens[0].Value, out var id))
                return id;
            result.AddError($"'{result.Tokens[0].Value}' is not the id of a run: 'nexus run list' shows them.");
            return null;
        },
    };

    public static void Print(Output output, ArtifactView artifact, bool json)
    {
        if (json)
        {
            output.Json(artifact, ContractsJson.Default.ArtifactView);
            return;
        }

        output.Result($"{artifact.ArtifactId}  {artifact.Name}");
        output.Result(
            $"  {artifact.Kind}, {artifact.ContentType}, {Words.Size(artifact.ByteLength ?? 0)}, "
                + $"{Words.Time(artifact.CreatedAt)}, by {artifact.CreatedByName ?? artifact.CreatedBy}");
        output.Result($"  sha256 {artifact.Sha256}");
        if (artifact.RunId is { } run)
            output.Result($"  of run {run}");
    }

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(20);
        var run = Run("Only those of this run");
        var kind = Shared.Text("--kind", "KIND", "Only those of this kind");
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List artifacts, the newest first", limit, run, kind, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.ArtifactsAsync(
                parsed.GetValue(limit), parsed.GetValue(run), parsed.GetValue(kind), cancellationToken);
            caller.List(page, ContractsJson.Default.ArtifactPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("show", "Show what an artifact says of itself", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var artifact = await caller.Client.ArtifactAsync(parsed.GetRequiredValue(id), cancellationToken);
            Print(caller.Output, artifact, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Remove an artifact with its content", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.RemoveArtifactAsync(parsed.GetRequiredValue(id), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.ArtifactView, parsed.GetValue(json), $"{gone.Name} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(ArtifactView artifact) =>
    [
        $"{artifact.ArtifactId}", artifact.Name, artifact.Kind, Words.Size(artifact.ByteLength ?? 0),
        Words.Time(artifact.CreatedAt),
    ];
}
