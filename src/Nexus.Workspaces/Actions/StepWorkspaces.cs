using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Lifecycle;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// Workspaces as steps of runs have them: those of the run's owner, and waited for. A step that waits for the run of a
/// workspace holds a slot that such a run may need, so only half of all slots may be held so.
/// </summary>
internal sealed class StepWorkspaces(
    WorkspaceStore workspaces, WorkspaceViews views, IRuns runs, IOptions<EngineOptions> engine,
    IHostApplicationLifetime server) : IDisposable
{
    private readonly int _most = Math.Max(1, engine.Value.MaxConcurrentRuns / 2);
    private readonly SemaphoreSlim _places = new(Math.Max(1, engine.Value.MaxConcurrentRuns / 2));

    /// <summary>What <see cref="Outputs"/> has.</summary>
    public static IReadOnlyList<ActionField> OutputFields { get; } =
    [
        Needed("workspace_id", InputType.Text, "As `ws-...`."),
        Needed("workspace_name", InputType.Text, "Its name."),
        Needed("status", InputType.Text, "As `ready` or `stopped`."),
        Needed("provider", InputType.Text, "What it runs on; null before it did."),
        Needed("node", InputType.Text, "Where it runs; null before it did."),
        Needed("branch", InputType.Text, "What is checked out; null without a repository."),
        Needed("commit", InputType.Text, "What is checked out; null without a repository."),
        Needed("ssh_host", InputType.Text, "Where its door is."),
        Needed("ssh_port", InputType.Whole, "Its door; null when it is down."),
        Needed("ssh_user", InputType.Text, "Who one is in it."),
        Needed("known_hosts", InputType.Text, "Its host key as `ssh.run` takes it; null when it is down."),
        Needed("services", InputType.Map, "By name, each with `status`, `port` and `url`."),
        Needed("expires_at", InputType.Text, "When it is removed if no step uses it; null: never."),
    ];

    /// <summary>The input that names one.</summary>
    public static ActionField Field { get; } = Needed("workspace", InputType.Text, "Its name or id.");

    /// <exception cref="NexusException"><c>workspace.not_found</c>, also when it is another's.</exception>
    public async Task<Workspace> FindAsync(ActionTarget target, CancellationToken cancellationToken) =>
        (await workspaces.GetAsync(target.Name, Scope.Of(target.OwnerId), cancellationToken)).Workspace;

    /// <returns>What this step made before, in any attempt; null: nothing that is still there and wanted.</returns>
    public async Task<Workspace?> MadeByAsync(StepContext step, CancellationToken cancellationToken) =>
        (await workspaces.ListOfAsync(step.OwnerId, cancellationToken)).Select(stored => stored.Workspace)
            .LastOrDefault(workspace => workspace.Maker?.StepId == step.StepId
                && workspace.Desired is not DesiredState.Removed);

    /// <summary>A place among those who wait; dispose of it when nothing is waited for any more.</summary>
    /// <exception cref="NexusException"><c>workspace.too_many_wait</c>.</exception>
    public IDisposable Enter() => _places.Wait(TimeSpan.Zero)
        ? new Place(_places)
        : throw new NexusException(ActionErrors.TooManyWait(_most));

    /// <summary>
    /// Waits until no run changes it. Who stops waiting because the step is cancelled, or is over, ends the run that
    /// the step began; when the server stops both go on after its next start.
    /// </summary>
    /// <returns>It as it is then, null when it is gone; and how the last run ended, null when there was none.</returns>
    public async Task<(Workspace? Workspace, RunOutcome? Outcome)> SettledAsync(
        string id, StepContext step, CancellationToken cancellationToken)
    {
        RunOutcome? outcome = null;
        while (await runs.RunOfAsync(id, cancellationToken) is { } run)
            outcome = await WaitAsync(run, step, cancellationToken);
        return ((await workspaces.FindAsync(id, cancellationToken))?.Workspace, outcome);
    }

    public JsonElement Outputs(Workspace workspace)
    {
        var view = views.Of(workspace);
        var services = new JsonObject();
        foreach (var (name, service) in view.Services)
        {
            services[name] = new JsonObject
            {
                ["status"] = Word(service.Status),
                ["port"] = service.Port,
                ["url"] = service.Url,
            };
        }

        return EventData.Of(
            ("workspace_id", view.WorkspaceId), ("workspace_name", view.WorkspaceName), ("status", Word(view.Status)),
            ("provider", view.Provider), ("node", view.Node), ("branch", view.Repo?.Branch),
            ("commit", view.Repo?.Commit), ("ssh_host", view.Ssh.Host), ("ssh_port", view.Ssh.Port),
            ("ssh_user", view.Ssh.User), ("known_hosts", KnownHosts(view.Ssh)), ("services", services),
            ("expires_at", view.ExpiresAt));
    }

    public void Dispose() => _places.Dispose();

    private static string? KnownHosts(SshView ssh) => ssh is { Port: { } port, HostKey: { Length: > 0 } key }
        ? $"[{ssh.Host}]:{port} {key.Trim()}"
        : null;

    private static string Word<T>(T state)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{state}");

    private async Task<RunOutcome> WaitAsync(Guid run, StepContext step, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.WaitAsync(run, cancellationToken);
        }
        catch (OperationCanceledException) when (!server.ApplicationStopping.IsCancellationRequested)
        {
            await CancelAsync(run, step);
            throw;
        }
    }

    /// <summary>Not one that somebody else wanted.</summary>
    private async Task CancelAsync(Guid run, StepContext step)
    {
        var view = await runs.FindAsync(run, Scope.All, CancellationToken.None);
        if (view.CompletedAt is not null || view.CorrelationId != step.CorrelationId)
            return;
        try
        {
            await runs.CancelAsync(run, $"run {step.RunId} does not wait for it any more", CancellationToken.None);
        }
        catch (NexusException e) when (e.Error.Code is "run.finished")
        {
            // It ended first.
            return;
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}

/// <summary>Which workspace a step means.</summary>
/// <param name="Name">Or its id.</param>
/// <param name="OwnerId">Whose run it is.</param>
internal sealed record ActionTarget(string Name, string OwnerId)
{
    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    public static ActionTarget Of(JsonElement with, StepContext step) => new(with.Required("workspace"), step.OwnerId);
}
