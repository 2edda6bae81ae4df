using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Ports;

/// <summary>
/// Who holds which port of the server. A lease is held while its workspace is wanted up; after that the number stays
/// its preference, and nobody else's until the quarantine is over.
/// </summary>
public sealed class PortLeases(
    ILedger ledger, IEventIntake intake, IOptions<PortOptions> options, TimeProvider clock) : IDisposable
{
    private const string Kind = "lease";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ReleaseTimes _released = new(clock);
    private Dictionary<int, (Lease Lease, long Version)>? _leases;

    public async Task<IReadOnlyList<Lease>> HeldAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return [.. (await LoadedAsync(cancellationToken)).Values.Select(l => l.Lease).Where(l => l.IsHeld)];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The lease it has, or a new one.</summary>
    /// <param name="doors">Binds the port, unless another program has it.</param>
    /// <exception cref="NexusException"><c>port.exhausted</c>.</exception>
    internal async Task<Lease> LeaseAsync(
        Lease wanted, IDoors doors, Cause cause, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var all = await LoadedAsync(cancellationToken);
            var range = wanted.Service is null ? options.Value.Ssh : options.Value.Services;
            var known = all.ToDictionary(pair => pair.Key, pair => _released.Of(pair.Value.Lease));
            var since = clock.GetUtcNow() - options.Value.Quarantine;
            foreach (var port in LeasePlan.Candidates(known, range, wanted, since, options.Value.RestingPerUser))
            {
                var lease = wanted with { Port = port, Since = clock.GetUtcNow(), ReleasedAt = null };
                if (!doors.TryOpen(lease))
                    continue;
                if (known.GetValueOrDefault(port) is { IsHeld: true } held
                    && held.IsFor(lease.WorkspaceId, lease.Service))
                {
                    return held;
                }

                await WriteOrCloseAsync(all, lease, doors, cause, cancellationToken);
                return lease;
            }

            throw new NexusException(
                PortErrors.Exhausted(range, wanted.Service is null ? "ports.ssh" : "ports.services"));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>They rest: who knew them from before must not come to somebody else's.</summary>
    public Task ReleaseAsync(
        string workspaceId, Func<Lease, bool> which, Cause cause, CancellationToken cancellationToken) =>
        ReleaseAsync(workspaceId, which, ledNowhere: false, cause, cancellationToken);

    /// <summary>Those that nobody could ever come through: they are free at once.</summary>
    public Task ReleaseUnusedAsync(
        string workspaceId, Func<Lease, bool> which, Cause cause, CancellationToken cancellationToken) =>
        ReleaseAsync(workspaceId, which, ledNowhere: true, cause, cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task ReleaseAsync(
        string workspaceId, Func<Lease, bool> which, bool ledNowhere, Cause cause, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var all = await LoadedAsync(cancellationToken);
            var held = all.Values.Select(l => l.Lease)
                .Where(lease => lease.IsHeld && lease.WorkspaceId == workspaceId && which(lease)).ToList();
            foreach (var lease in held)
            {
                var released = lease with { ReleasedAt = clock.GetUtcNow(), LedNowhere = ledNowhere };
                await WriteAsync(all, released, "xyn.port.released", cause, cancellationToken);
                _released.Add(lease.Port);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Dictionary<int, (Lease Lease, long Version)>> LoadedAsync(CancellationToken cancellationToken)
    {
        if (_leases is { } loaded)
            return loaded;

        var rows = await ledger.ListAsync(new(Kind, Scope.All) { Limit = 5000 }, cancellationToken);
        return _leases = rows.ToDictionary(row => Read(row).Port, row => (Read(row), row.Version));
    }

    /// <summary>An open door without a lease would lead to whoever had the number first.</summary>
    private async Task WriteOrCloseAsync(
        Dictionary<int, (Lease Lease, long Version)> all, Lease lease, IDoors doors, Cause cause,
        CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(all, lease, "xyn.port.leased", cause, cancellationToken);
        }
        catch
        {
            await doors.CloseAsync([lease]);
            throw;
        }
    }

    private async Task WriteAsync(
        Dictionary<int, (Lease Lease, long Version)> all, Lease lease, string eventName, Cause cause,
        CancellationToken cancellationToken)
    {
        var version = all.TryGetValue(lease.Port, out var before) ? before.Version + 1 : 1;
        var row = new StateRow(
            Kind, lease.Id, "", "system", version, JsonSerializer.Serialize(lease, LeaseJson.Default.Lease));
        var told = LedgerEvent.Now(clock, eventName, new("workspace", lease.WorkspaceId), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            OwnerId = lease.OwnerId,
            RunId = cause.RunId,
            StepId = cause.StepId,
            Data = EventData.Of(("port", lease.Port), ("service", lease.Service)),
        };
        await intake.EmitAsync(new([told], row), cancellationToken);
        all[lease.Port] = (lease, version);
    }

    private static Lease Read(StateRow row) => row.Read(LeaseJson.Default.Lease);
}
