using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary><c>git.repo.init</c>: one that is there already is left as it is.</summary>
internal sealed class InitRepository(GitRepositories repositories, GitProgram git, TimeProvider clock) : IAction
{
    private const string Name = "git.repo.init";
    private const string UsualBranch = "main";

    public ActionManifest Manifest { get; } = new(
        Name, "Makes an empty git repository of the run's owner, unless there is one of that name.",
        [
            Needed("repo", InputType.Text, "Its name."),
            Optional("branch", InputType.Text, "Its first branch; `main` if nothing is said."),
        ],
        [
            Needed("repo", InputType.Text, "Its name."),
            Needed("branch", InputType.Text, "The branch that is checked out."),
            Needed("created", InputType.Flag, "Whether it was not there before."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var branch = GitNames.Branch(with) ?? UsualBranch;
        using var repository = await repositories.ReserveAsync(step, with, cancellationToken);
        var isNew = !repository.IsThere;
        if (isNew)
        {
            await GitRepositories.MakeAsync(repository, InitAsync, cancellationToken);
            step.Tell(clock, "xyn.git.repo.created", repository.Name, EventData.Of(("branch", branch)));
        }

        return EventData.Of(
            ("repo", repository.Name), ("branch", await repository.HeadAsync(cancellationToken)), ("created", isNew));

        async Task InitAsync(string path)
        {
            var made = await git.RunAsync(
                ["init", "--quiet", "--bare", "--template=", $"--initial-branch={branch}", "--", path],
                cancellationToken);
            if (!made.IsSuccess)
                throw new NexusException(GitErrors.Failed(repository.Name, GitProgram.Reason(made)));
        }
    }
}
