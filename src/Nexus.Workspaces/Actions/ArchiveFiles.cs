using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Lifecycle;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// <c>workspace.archive</c>: files of a workspace as an artifact, which commits with the end of its step. They go from
/// the workspace into the store as they come, and nothing of an archive that is not whole is kept.
/// </summary>
internal sealed class ArchiveFiles(StepVisits visits, IArtifacts artifacts) : IAction
{
    private const string Name = "workspace.archive";
    private const int MostPaths = 100;

    public ActionManifest Manifest { get; } = new(
        Name, "Stores files of a workspace as an archive, `.tar.gz`, which is an artifact of the run.",
        [
            StepWorkspaces.Field,
            Optional("paths", InputType.List, "Files and directories, at most 100; else all of the directory."),
            Optional("directory", InputType.Text, "Where they are; else the repository."),
            Optional("name", InputType.Text, "What to call it; else as the workspace, with `.tar.gz`."),
        ],
        [
            Needed("artifact_id", InputType.Text, "The artifact."),
            Needed("name", InputType.Text, "What it is called."),
            Needed("sha256", InputType.Text, "Of what is stored."),
            Needed("byte_length", InputType.Whole, "Of what is stored."),
            Needed("warning", InputType.Text, "Which files changed while they were read; else null."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var target = ActionTarget.Of(with, step);
        var request = new ExecRequest
        {
            Argv = ["tar", "-czf", "-", "--", .. Paths(with)],
            WorkingDirectory = with.Text("directory"),
        };
        var name = with.Text("name");
        return await visits.DuringAsync(
            target, step, workspace => ArchiveAsync(workspace, request, name, step, cancellationToken),
            cancellationToken);
    }

    private async Task<JsonElement?> ArchiveAsync(
        Workspace workspace, ExecRequest request, string? name, StepContext step, CancellationToken cancellationToken)
    {
        var asked = Asked(workspace, request, name ?? $"{workspace.Name}.tar.gz", step);
        await using var archive = new ArchiveStream(
            content => artifacts.PrepareAsync(content, asked, cancellationToken));
        await using var stream = await visits.OpenAsync(workspace, request, cancellationToken);
        using var running = new RunningCommand(stream.Channel, workspace.Name);
        var code = await running.FollowAsync(
            default,
            (kind, bytes) => kind is FrameKind.Stderr
                ? archive.ComplainAsync(bytes)
                : archive.AddAsync(bytes, cancellationToken),
            cancellationToken);
        if (!archive.IsWhole(code))
        {
            throw new NexusException(ActionErrors.ExecFailed(
                "tar", workspace.Name, code, new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["exit_code"] = $"{code}",
                    ["stderr"] = archive.Complaint,
                }));
        }

        var prepared = await archive.EndAsync();
        (step.AlsoCommit, step.Settle) = (prepared.Batch, prepared.Settle);
        return EventData.Of(
            ("artifact_id", prepared.Artifact.ArtifactId.ToString()), ("name", prepared.Artifact.Name),
            ("sha256", prepared.Artifact.Sha256), ("byte_length", prepared.Artifact.ByteLength),
            ("warning", code == 0 ? null : archive.Complaint));
    }

    private static NewArtifact Asked(Workspace workspace, ExecRequest request, string name, StepContext step) => new()
    {
        Name = name,
        Kind = "backup",
        ContentType = "application/gzip",
        Metadata = EventData.Of(
            ("workspace_id", workspace.Id), ("workspace_name", workspace.Name),
            ("directory", request.WorkingDirectory),
            ("paths", new JsonArray([.. request.Argv!.Skip(4).Select(path => (JsonNode?)path)]))),
        RunId = step.RunId,
        StepId = step.StepId,
        OwnerId = step.OwnerId,
        Actor = step.Actor,
        CorrelationId = step.CorrelationId,
    };

    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    private static IReadOnlyList<string> Paths(JsonElement with)
    {
        if (with.Find("paths") is not { } paths)
            return ["."];
        if (paths.ValueKind is not JsonValueKind.Array || paths.GetArrayLength() is 0 or > MostPaths)
            throw StepInputs.Bad($"its paths are no list of 1 to {MostPaths}");
        return
        [
            .. paths.EnumerateArray().Select(path =>
                path.ValueKind is JsonValueKind.String && path.GetString() is { Length: > 0 } text
                && !text.Contains('\0')
                    ? text
                    : throw StepInputs.Bad("one of its paths is no text")),
        ];
    }
}
