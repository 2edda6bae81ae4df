using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary><c>git.log</c>: commits, and which run made them.</summary>
internal sealed class ListCommits(GitRepositories repositories) : IAction
{
    private const string Name = "git.log";
    private const int Usual = 20;
    private const int Most = 200;
    private const char EndOfCommit = '\u001e';

    public ActionManifest Manifest { get; } = new(
        Name, "Lists commits of a branch, the newest first.",
        [
            Needed("repo", InputType.Text, "The repository."),
            Optional("ref", InputType.Text, "A branch, tag or commit; else the branch checked out."),
            Optional("limit", InputType.Whole, "How many: 20, at most 200."),
        ],
        [
            Needed("commits", InputType.List,
                "`commit`, `author`, `at`, `subject`, and `run_id` of the run that made it or null."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        if ((with.Whole("limit") ?? Usual) is not (> 0 and <= Most and var limit))
            throw GitNames.Bad($"its limit is not from 1 to {Most}");
        using var repository = await repositories.OpenAsync(step, with, cancellationToken);
        var given = GitNames.Revision(with, "ref");
        var tip = await repository.FindAsync(given ?? "HEAD", cancellationToken);
        if (tip is null && given is null)
            return EventData.Of(("commits", new JsonArray())); // It has none yet.
        tip ??= await repository.CommitAsync(given ?? "HEAD", cancellationToken);
        var told = await repository.DoAsync(
            cancellationToken, "log", $"--max-count={limit}",
            "--format=%H%x00%an%x00%aI%x00%s%x00%(trailers:key=Nexus-Run,valueonly,separator=%x20)%x1e", tip);
        var commits = told.Split(EndOfCommit).Select(one => one.Trim('\n').Split('\0')).Where(one => one.Length == 5)
            .Select(one => (JsonNode)new JsonObject
            {
                ["commit"] = one[0],
                ["author"] = one[1],
                ["at"] = one[2],
                ["subject"] = one[3],
                ["run_id"] = one[4].Length > 0 ? one[4] : null,
            });
        return EventData.Of(("commits", new JsonArray([.. commits])));
    }
}
