using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The second half of <see cref="BringUpPlan"/>: configuration, hook, ports, services, health.</summary>
internal sealed class BringUpServices(
    WorkspaceStore workspaces, EnvironmentCalls calls, Fleet fleet, ServicePorts ports, PostStart postStart,
    ServiceSecrets secrets, UpTimes upTimes, TimeProvider clock)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthAtMost = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PreStartWithin = TimeSpan.FromMinutes(15);

    public async Task PrepareAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var config = await ReadAsync(workspace, cancellationToken);
        await KeepAsync(workspace, config, step, cancellationToken);
        if (config.HasPreStart)
            await RunPreStartAsync(workspace, cancellationToken);
        else if (config.Dependencies is { Count: > 0 })
            await calls.InstallAsync(workspace, cancellationToken);
    }

    public async Task ReadConfigurationAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        await KeepAsync(workspace, await ReadAsync(workspace, cancellationToken), step, cancellationToken);

    private async Task<ConfigureReply> ReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ConfigureAsync(workspace, cancellationToken);
        }
        catch (NexusException e) when (WorkspaceErrors.IsOfConfiguration(e.Error))
        {
            throw new NexusException(WorkspaceErrors.BadConfiguration(workspace, e.Error), e);
        }
    }

    private Task<Stored> KeepAsync(
        Workspace workspace, ConfigureReply config, StepContext step, CancellationToken cancellationToken) =>
        workspaces.ChangeAsync(
            workspace.Id,
            w => new(w with
            {
                HasPostStart = config.HasPostStart,
                RepositoryProvider = config.Provider,
                RepositoryWish = WishOf(w, config.Providers),
                Services = [.. config.Services.Select(plan => Known(w, plan))],
            }),
            Cause.Of(step), cancellationToken);

    /// <summary>A section that was there and is no more wishes for what a provider makes unasked.</summary>
    public static ProviderWish? WishOf(Workspace workspace, IReadOnlyDictionary<string, ProviderWish>? asked) =>
        asked?.GetValueOrDefault(workspace.Placement?.Provider ?? "")
        ?? (workspace.RepositoryWish is null ? null : new ProviderWish());

    public async Task StartAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await ports.MapAsync(workspace, step, cancellationToken);
        await calls.StartServicesAsync(workspace, secrets.Of(workspace), cancellationToken);
        await workspaces.ChangeAsync(
            workspace.Id,
            w => new(
                w.To(WorkspaceState.Running, clock.GetUtcNow()) with
                {
                    HasNeverRun = false,
                    IsPostStartDue = true,
                    HookWarning = null,
                },
                new Told("xyn.workspace.running")),
            Cause.Of(step), cancellationToken);
    }

    /// <exception cref="NexusException"><c>hook.failed</c>, <c>service.hook_timeout</c>.</exception>
    private async Task RunPreStartAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (await calls.RunHookAsync(workspace, "pre_start", PreStartWithin, cancellationToken) is { } failure)
            throw new NexusException(failure);
    }

    /// <summary>Waits until every service is healthy or has failed, or the time they were given is over.</summary>
    /// <returns>What of it keeps the workspace from being ready; null: nothing.</returns>
    public async Task<JsonElement?> AwaitHealthAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var faults = await WatchAsync(workspace, cancellationToken);
        var runsNow = faults.AreNone && workspace.IsPostStartDue;
        var warning = runsNow ? await postStart.RunAsync(workspace, cancellationToken) : null;
        var repo = await calls.RepoAsync(workspace, cancellationToken);
        var stored = await workspaces.ChangeAsync(
            workspace.Id,
            w => Settled(
                (runsNow ? w with { HookWarning = warning, IsPostStartDue = false } : w) with { Repo = repo },
                faults, clock.GetUtcNow()),
            Cause.Of(step), cancellationToken);
        if (stored.Workspace.State is WorkspaceState.Ready)
            upTimes.Add(clock.GetUtcNow() - workspace.ChangedAt);
        return faults.OutputOf(workspace.Name);
    }

    /// <summary>Nobody shall take it for ready while its services start.</summary>
    public Task BeginRestartAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        workspaces.ChangeAsync(
            workspace.Id,
            w => w.State is WorkspaceState.Ready or WorkspaceState.Partial
                ? new(w.To(WorkspaceState.Running, clock.GetUtcNow()), new Told("xyn.workspace.running"))
                : null,
            Cause.Of(step), cancellationToken);

    /// <summary>After a restart: what belongs to a start of the whole is not done again.</summary>
    /// <inheritdoc cref="AwaitHealthAsync"/>
    public async Task<JsonElement?> AwaitRestartAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var faults = await WatchAsync(workspace, cancellationToken);
        await workspaces.ChangeAsync(
            workspace.Id, w => Settled(w, faults, clock.GetUtcNow()), Cause.Of(step), cancellationToken);
        return faults.OutputOf(workspace.Name);
    }

    /// <summary>
    /// Ready, with what was due then, or partial with what keeps it from that; null when it is so already.
    /// </summary>
    public static Change? Settled(Workspace workspace, ServiceFaults faults, DateTimeOffset at)
    {
        if (faults.ErrorOf(workspace.Name) is { } error)
            return Partial(workspace, error, at);
        return workspace.State is WorkspaceState.Ready
            ? null
            : new(
                workspace.To(WorkspaceState.Ready, at) with { IsPostStartDue = false },
                [new Told("xyn.workspace.ready"), .. PostStart.DueOf(workspace)]);
    }

    /// <returns>Null when it is so already.</returns>
    public static Change? Partial(Workspace workspace, NexusError error, DateTimeOffset at) =>
        workspace.State is WorkspaceState.Partial && workspace.Error == error
            ? null
            : new(workspace.To(WorkspaceState.Partial, at) with { Error = error },
                new Told("xyn.workspace.partial") { Error = error });

    private async Task<ServiceFaults> WatchAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var patience = workspace.Services.Aggregate(Slack, (sum, s) => sum + s.ReadyWithin);
        using var deadline = new CancellationTokenSource(patience < HealthAtMost ? patience : HealthAtMost, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var faults = ServiceFaults.OfSilence(workspace);
        try
        {
            await using var stream = await calls.OpenAsync(
                workspace, Verbs.Watch, body: null, TimeSpan.FromSeconds(20), bound.Token);
            while (true)
            {
                var snapshot = await stream.Channel.ReadAsync(TransportJson.Default.Snapshot, bound.Token);
                Tell(workspace, snapshot);
                faults = ServiceFaults.Of(workspace, snapshot);
                if (snapshot.IsStarted && snapshot.Services.All(IsSettled))
                    return faults;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return faults;
        }
        catch (IOException e)
        {
            throw new NexusException(GatewayErrors.Broken(workspace.Name), e);
        }
    }

    /// <summary>So that what is shown is never older than what was decided by.</summary>
    private void Tell(Workspace workspace, Snapshot snapshot)
    {
        if (workspace.Placement is { } placement && fleet.LinkOf(placement.NodeId) is { } link)
            fleet.Report(link, new(workspace.Id, placement.Provider, IsRunning: true, snapshot, Reason: null));
    }

    private static bool IsSettled(ServiceSnapshot service) =>
        service.State is ServiceState.Healthy or ServiceState.Failed or ServiceState.Stopped or ServiceState.Unhealthy;

    private static WorkspaceService Known(Workspace workspace, ServicePlan plan) => new(
        plan.Name, plan.Port, plan.Internal, plan.Command, plan.ReadyWithinMs,
        workspace.Services.FirstOrDefault(s => s.Name == plan.Name && s.Port == plan.Port)?.MappedPort)
    {
        Secrets = plan.Secrets,
    };
}
