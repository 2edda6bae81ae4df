using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary><c>git.checkout</c>: which branch later steps mean, and what files of it are.</summary>
internal sealed class CheckOut(GitRepositories repositories, TimeProvider clock) : IAction
{
    private const string Name = "git.checkout";
    private const int MostFiles = 100;
    private const int MostCharacters = 256 * 1024;

    public ActionManifest Manifest { get; } = new(
        Name, "Makes a branch the one later steps mean, and gives files of it.",
        [
            Needed("repo", InputType.Text, "The repository."),
            Needed("branch", InputType.Text, "The branch."),
            Optional("create", InputType.Flag, "Whether to make it if there is none; else that fails."),
            Optional("from", InputType.Text, "Where one that is made begins; else at the one checked out."),
            Optional("paths", InputType.List, "Files to read, at most 100 and 262144 characters."),
        ],
        [
            Needed("branch", InputType.Text, "The branch."),
            Needed("commit", InputType.Text, "The commit it has."),
            Needed("files", InputType.Map, "What the files have, by path; null: there is none."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var branch = GitNames.Branch(with) ?? throw GitNames.Bad("its branch is no name");
        var paths = Paths(with);
        using var repository = await repositories.OpenAsync(step, with, cancellationToken);
        var commit = await repository.FindBranchAsync(branch, cancellationToken)
            ?? await MakeAsync(repository, with, branch, cancellationToken);
        var files = await ReadAsync(repository, commit, paths, cancellationToken);
        if (await repository.HeadAsync(cancellationToken) != branch)
        {
            await repository.SwitchAsync(branch, cancellationToken);
            step.Tell(clock, "xyn.git.branch.switched", repository.Name, EventData.Of(
                ("branch", branch), ("commit", commit)));
        }

        return EventData.Of(("branch", branch), ("commit", commit), ("files", files));
    }

    private static async Task<string> MakeAsync(
        GitRepository repository, JsonElement with, string branch, CancellationToken cancellationToken)
    {
        if (with.Flag("create") is not true)
            throw new NexusException(GitErrors.NoRevision(repository.Name, branch));
        var start = await repository.CommitAsync(GitNames.Revision(with, "from") ?? "HEAD", cancellationToken);
        await repository.MoveAsync(branch, start, from: null, cancellationToken);
        return start;
    }

    private static async Task<JsonObject> ReadAsync(
        GitRepository repository, string commit, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var files = new JsonObject();
        var left = MostCharacters;
        foreach (var path in paths)
        {
            var read = await repository.RunAsync(cancellationToken, null, "cat-file", "blob", $"{commit}:{path}");
            files[path] = read.IsSuccess ? read.Output : null;
            left -= files[path] is null ? 0 : read.Output.Length;
            if (left < 0 || (read.IsSuccess && read.Output.AsSpan().ContainsAny('\0', '\ufffd')))
                throw new NexusException(GitErrors.TooLarge(MostCharacters));
        }

        return files;
    }

    private static List<string> Paths(JsonElement with)
    {
        if (with.List("paths") is not { } given)
            return [];
        var paths = given.EnumerateArray()
            .Select(path => GitNames.File(path.ValueKind is JsonValueKind.String ? path.GetString()! : "")).ToList();
        return paths.Count <= MostFiles ? paths : throw GitNames.Bad($"its paths are more than {MostFiles}");
    }
}
