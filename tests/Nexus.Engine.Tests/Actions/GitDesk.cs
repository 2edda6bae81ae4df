using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Actions.Git;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Actions.Ssh;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Tests.Secrets;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Actions;

/// <summary>The repositories of a home, and steps that use them.</summary>
internal sealed class GitDesk : IDisposable, IAdministrators
{
    private readonly TemporaryDirectory _home = new();
    private readonly SecretHome _secretHome = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly SecretStore _secrets;
    private readonly ProcessRunner _processes;
    private int _keys;

    public GitDesk()
    {
        _processes = new(TimeProvider.System, _spawner);
        _secrets = new(new("home", []), _secretHome.Open(), new Redactor());
    }

    public string Home => _home.Path;

    public string RepositoryOf(string name, string owner = "u0") => Path.Combine(Home, "repos", owner, $"{name}.git");

    public SecretStore Secrets => _secrets;

    /// <summary>What vouches for servers; null: what the machine has.</summary>
    public string? CaFile { get; set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public bool Has(string userId) => userId is "u0";

    /// <param name="action">As <c>git.commit</c>.</param>
    /// <param name="with">JSON.</param>
    /// <param name="owner">Of the run.</param>
    /// <param name="key">Of the attempt; null: one of its own.</param>
    public async Task<JsonElement> DoAsync(string action, string with, string owner = "u0", string? key = null)
    {
        var context = ActionContexts.Of(with, owner, key ?? $"key-{++_keys}");
        var outputs = (await ActionOf(action).RunAsync(context, Ct))!.Value;
        Events.AddRange(context.Step.AlsoCommit?.Events.Select(item => item.EventName) ?? []);
        return outputs;
    }

    /// <summary>What steps told.</summary>
    public List<string> Events { get; } = [];

    public async Task<string> RefusedAsync(string action, string with, string owner = "u0") =>
        (await Assert.ThrowsAsync<NexusException>(() => DoAsync(action, with, owner))).Error.Code;

    /// <summary>git itself, as somebody who looks would.</summary>
    public async Task<string> GitAsync(params string[] arguments)
    {
        var result = await _processes.RunAsync(new(new Argv("git", arguments)), Ct);
        Assert.True(result.IsSuccess, result.Error);
        return result.Output.Trim();
    }

    public void Dispose()
    {
        _spawner.Dispose();
        _secretHome.Dispose();
        _home.Dispose();
    }

    private IAction ActionOf(string name)
    {
        var git = new GitProgram(_processes, Options.Create(new GitOptions { CaFile = CaFile }));
        var repositories = new GitRepositories(new(Home), git, TimeProvider.System);
        var reach = new Reach(this, Options.Create(new HttpOptions()));
        var keys = new SshKeys(new(_secrets, this), Options.Create(new SshOptions()));
        return new ActionBook(
        [
            new InitRepository(repositories, git, TimeProvider.System),
            new CloneRepository(repositories, git, reach, keys, TimeProvider.System),
            new CommitFiles(repositories, TimeProvider.System), new DiffCommits(repositories, new NoArtifacts()),
            new CheckOut(repositories, TimeProvider.System), new ListCommits(repositories),
        ]).Find(name)!;
    }

    /// <summary>The store itself is tried with the whole server.</summary>
    private sealed class NoArtifacts : IArtifacts
    {
        public Task<OpenArtifact> OpenAsync(Guid id, Scope scope, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<PreparedArtifact> PrepareAsync(
            Stream content, NewArtifact artifact, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ArtifactView> WriteAsync(
            Stream content, NewArtifact artifact, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
