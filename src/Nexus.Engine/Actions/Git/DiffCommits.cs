using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary><c>git.diff</c>: what is another in a commit, for whoever reviews it.</summary>
internal sealed class DiffCommits(GitRepositories repositories, IArtifacts artifacts) : IAction
{
    private const string Name = "git.diff";
    private const int MostFiles = 1000;
    private const int UsualOutput = 64 * 1024;
    private const int MostOutput = 256 * 1024;

    private static readonly string[] Plain =
        ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"];

    public ActionManifest Manifest { get; } = new(
        Name, "Gives what is another in a commit than in one before it, as a patch.",
        [
            Needed("repo", InputType.Text, "The repository."),
            Optional("to", InputType.Text, "A branch, tag or commit; else the branch checked out."),
            Optional("from", InputType.Text, "What it is compared with; else the commit before it."),
            Optional("artifact", InputType.Text, "Stores the patch as an artifact of this name, up to 4 MiB of it."),
            Optional("max_output", InputType.Whole, "Characters kept of `diff`: 65536, at most 262144."),
        ],
        [
            Needed("diff", InputType.Text, "The patch, from its beginning."),
            Needed("is_truncated", InputType.Flag, "Whether there was more than is kept."),
            Needed("files", InputType.List, "`path` and `status` (A, M, D, T) of the first 1000."),
            Optional("artifact_id", InputType.Text, "The artifact."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        if ((with.Whole("max_output") ?? UsualOutput) is not (> 0 and <= MostOutput and var most))
            throw GitNames.Bad($"its max_output is not from 1 to {MostOutput}");
        using var repository = await repositories.OpenAsync(step, with, cancellationToken);
        var to = await repository.CommitAsync(GitNames.Revision(with, "to") ?? "HEAD", cancellationToken);
        var from = GitNames.Revision(with, "from") is { } given
            ? await repository.CommitAsync(given, cancellationToken)
            : await repository.FindAsync($"{to}^", cancellationToken) ?? GitRepository.EmptyTree;
        var diff = await repository.DoAsync(cancellationToken, [.. Plain, from, to]);
        var names = await repository.DoAsync(cancellationToken, [.. Plain, "--name-status", "-z", from, to]);
        var outputs = new List<(string, JsonNode?)>
        {
            ("diff", diff.Length <= most ? diff : diff[..most]),
            ("is_truncated", diff.Length > most),
            ("files", Files(names)),
        };
        if (with.Text("artifact") is { } artifact)
            outputs.Add(("artifact_id", await StoreAsync(step, artifact, diff, cancellationToken)));
        return EventData.Of([.. outputs]);
    }

    private static JsonArray Files(string names)
    {
        var files = new JsonArray();
        foreach (var pair in names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Take(MostFiles))
            files.Add((JsonNode)new JsonObject { ["status"] = pair[0], ["path"] = pair[^1] });
        return files;
    }

    /// <exception cref="NexusException">As the store has them.</exception>
    private async Task<string> StoreAsync(
        StepContext step, string name, string diff, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(diff), writable: false);
        var prepared = await artifacts.PrepareAsync(content, new()
        {
            Name = name,
            Kind = "diff",
            ContentType = "text/x-diff; charset=utf-8",
            RunId = step.RunId,
            StepId = step.StepId,
            OwnerId = step.OwnerId,
            Actor = step.Actor,
            CorrelationId = step.CorrelationId,
        }, cancellationToken);
        (step.AlsoCommit, step.Settle) = (prepared.Batch, prepared.Settle);
        return prepared.Artifact.ArtifactId.ToString();
    }
}
