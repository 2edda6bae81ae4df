using System.Net.Sockets;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Actions.Ssh;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Git;

/// <summary><c>git.repo.clone</c>: one that was cloned from there already is left as it is.</summary>
internal sealed class CloneRepository(
    GitRepositories repositories, GitProgram git, Reach reach, SshKeys keys, TimeProvider clock) : IAction
{
    private const string Name = "git.repo.clone";
    private const string Origin = "remote.origin.url";

    public ActionManifest Manifest { get; } = new(
        Name, "Clones a git repository as one of the run's owner, unless that was done before.",
        [
            Needed("repo", InputType.Text, "What it is to be called here."),
            Needed("url", InputType.Text, "From where: https://, ssh:// or git://, without a password."),
            Optional("branch", InputType.Text, "The branch to check out; else the one it has checked out."),
            Optional("key", InputType.Any,
                "For ssh://: a secret, the private key without a passphrase; else that of `ssh.keyPath`."),
            Optional("known_hosts", InputType.Any,
                "For ssh://: lines of known_hosts, or a secret with them; else those of `ssh.knownHostsFile`."),
        ],
        [
            Needed("repo", InputType.Text, "Its name."),
            Needed("branch", InputType.Text, "The branch that is checked out."),
            Needed("commit", InputType.Text, "The commit it has; null: none yet."),
            Needed("created", InputType.Flag, "Whether it was not there before."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var source = CloneSource.Of(with);
        var branch = GitNames.Branch(with);
        using var repository = await repositories.ReserveAsync(step, with, cancellationToken);
        var isNew = !repository.IsThere;
        if (isNew)
        {
            await MakeAsync(repository, source, branch, context, cancellationToken);
            step.Tell(clock, "xyn.git.repo.created", repository.Name, EventData.Of(
                ("branch", await repository.HeadAsync(cancellationToken)), ("from", source.Shown)));
        }
        else if (await OriginAsync(repository, cancellationToken) != source.Url)
        {
            throw new NexusException(GitErrors.Exists(repository.Name));
        }

        return EventData.Of(
            ("repo", repository.Name), ("branch", await repository.HeadAsync(cancellationToken)),
            ("commit", await repository.FindAsync("HEAD", cancellationToken)), ("created", isNew));
    }

    private static async Task<string> OriginAsync(GitRepository repository, CancellationToken cancellationToken) =>
        (await repository.RunAsync(cancellationToken, null, "config", "--get", Origin)).Output.Trim();

    private async Task MakeAsync(
        GitRepository repository, CloneSource source, string? branch, ActionContext context,
        CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var address = await AddressAsync(source, step, cancellationToken);
        using var key = source.IsSsh ? keys.Key(with, step.OwnerId) : null;
        using var knownHosts = source.IsSsh ? keys.KnownHosts(with, source.Host, step.OwnerId) : null;
        var surroundings = GitProgram.Surroundings;
        if (key is not null && knownHosts is not null)
        {
            surroundings = new(surroundings, StringComparer.Ordinal)
            {
                ["GIT_SSH_COMMAND"] = source.SshCommand(address, knownHosts.Path, key.Path),
                ["GIT_SSH_VARIANT"] = "ssh",
            };
        }

        await GitRepositories.MakeAsync(repository, CloneAsync, cancellationToken);

        async Task CloneAsync(string path)
        {
            string[] pin = source.IsHttps ? ["-c", $"http.curloptResolve={source.Host}:{source.Port}:{address}"] : [];
            string[] chosen = branch is null ? [] : [$"--branch={branch}"];
            var made = await git.RunAsync(
                [.. pin, "clone", "--quiet", "--bare", "--template=", .. chosen, "--", source.Url, path],
                cancellationToken, surroundings: surroundings);
            if (!made.IsSuccess)
                throw new NexusException(GitErrors.CloneFailed(source.Shown, GitProgram.Reason(made)));
        }
    }

    private async Task<string> AddressAsync(CloneSource source, StepContext step, CancellationToken cancellationToken)
    {
        try
        {
            var address = await reach.FindAsync(source.Host, step.OwnerId, cancellationToken);
            return address.AddressFamily is AddressFamily.InterNetworkV6 && source.IsHttps
                ? $"[{address}]"
                : $"{address}";
        }
        catch (SocketException e)
        {
            throw new NexusException(GitErrors.CloneFailed(source.Shown, e.Message), e);
        }
    }
}
