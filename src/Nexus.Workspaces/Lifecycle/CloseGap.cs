using Nexus.Contracts;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What is done about a <see cref="Gap"/>: a wish is told again, or what is seen becomes the state.</summary>
internal sealed class CloseGap(WorkspaceStore workspaces, ObservedServices observed, TimeProvider clock)
{
    public Task<Stored> RunAsync(Workspace workspace, Gap gap, CancellationToken cancellationToken) => gap switch
    {
        Gap.Repeat => RepeatAsync(workspace, cancellationToken),
        Gap.Returned => ReturnAsync(workspace, cancellationToken),
        Gap.Lost or Gap.Held => HealAsync(workspace, cancellationToken),
        _ => SettleAsync(workspace, cancellationToken),
    };

    public Task<Stored> RepeatAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var told = workspace.Desired switch
        {
            DesiredState.Up => new Told(Wishes.Up),
            DesiredState.Down => new Told(Wishes.Down),
            _ => new Told(Wishes.Remove, ("force", workspace.IsRemovalForced)),
        };
        return ChangeAsync(workspace, w => w.Desired == workspace.Desired ? new(w, told) : null, cancellationToken);
    }

    /// <summary>
    /// Brought back by itself a few times; an environment that ends again and again is an explained error.
    /// </summary>
    private Task<Stored> HealAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var lost = observed.TroubleOf(workspace)
            ?? WorkspaceErrors.EnvironmentLost(workspace.Name, observed.ReportOf(workspace)?.Reason);
        return ChangeAsync(
            workspace,
            w =>
            {
                var at = clock.GetUtcNow();
                return Healing.IsSpent(w, at)
                    ? new(w.Failed(lost, at), new Told("xyn.workspace.failed") { Error = lost })
                    : new(Healing.Counted(w, at), new Told(Wishes.Up, ("healing", lost.Message)));
            },
            cancellationToken);
    }

    /// <summary>Unless its owner wants something else since it was looked at.</summary>
    private Task<Stored> ReturnAsync(Workspace workspace, CancellationToken cancellationToken) => ChangeAsync(
        workspace,
        w =>
        {
            if (!Gaps.IsForWantOfProvider(w) || w.Placement is not { } placement)
                return null;
            var (next, wish) = w.Desired is DesiredState.Up
                ? (WorkspaceState.Pending, Wishes.Up)
                : (WorkspaceState.Stopping, Wishes.Down);
            return new(
                w.To(next, clock.GetUtcNow()),
                new Told(wish, ("healing", $"{placement.Provider} of '{placement.NodeName}' answers again.")));
        },
        cancellationToken);

    private Task<Stored> SettleAsync(Workspace workspace, CancellationToken cancellationToken) => ChangeAsync(
        workspace, w => observed.SettledOf(w, clock.GetUtcNow()), cancellationToken);

    private Task<Stored> ChangeAsync(
        Workspace workspace, Func<Workspace, Change?> decide, CancellationToken cancellationToken) =>
        workspaces.ChangeAsync(workspace.Id, decide, Cause.System(workspace.Id), cancellationToken);
}
