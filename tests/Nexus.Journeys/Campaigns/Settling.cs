using System.Diagnostics;
using Nexus.Contracts;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// Waits until a workspace is what its wish says; an explained error is given the command it asks for.
/// </summary>
internal sealed class Settling(Person person, string name, ChaosRecord record)
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <returns>Null when there is none any more, or it is stuck, which is recorded.</returns>
    public async Task<WorkspaceView?> RunAsync(TimeSpan within)
    {
        var since = Stopwatch.GetTimestamp();
        var wasAsked = false;
        WorkspaceView? last = null;
        while (Stopwatch.GetElapsedTime(since) < within)
        {
            var (view, isGone) = await person.LookAsync(name);
            if (isGone)
                return null;
            last = view ?? last;
            if (view is { Desired: DesiredState.Up, Status: WorkspaceState.Ready }
                or { Desired: DesiredState.Down, Status: WorkspaceState.Stopped })
            {
                record.Count(wasAsked ? "settled when asked again" : "settled by itself");
                return view;
            }

            if (view is { Status: WorkspaceState.Error, Error.Hint: not null } && !wasAsked)
            {
                wasAsked = true;
                await RepairAsync(view);
                continue;
            }

            await Task.Delay(Glance, TimeProvider.System, Ct);
        }

        record.Problems.Enqueue($"{person.Name}/{name} is stuck: {last?.Desired} {last?.Status} {last?.Error}");
        return null;
    }

    private async Task RepairAsync(WorkspaceView view)
    {
        record.Count($"was {view.Error?.Code}");
        string[] command = view switch
        {
            { Error.Code: "workspace.no_upload" } or { Desired: DesiredState.Removed } =>
                ["rm", name, "--yes", "--force"],
            { Desired: DesiredState.Down } => ["down", name],
            _ => ["up", name],
        };
        await person.TryNexusAsync(["workspace", .. command]);
    }
}
