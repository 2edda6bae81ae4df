using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>The sources of webhooks, as the ledger has them: what arrives asks the database nothing.</summary>
internal sealed class HookBook(ILedger ledger, IOwners owners, TimeProvider clock) : IHostedService
{
    private const int Page = 500;
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Hook> _hooks = new(StringComparer.Ordinal);

    public ICollection<Hook> All => _hooks.Values;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var query = new StateQuery(HookState.RowKind, Scope.All) { Limit = Page };
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            foreach (var row in rows)
                Put(row);
            query = query with { After = rows.Count > 0 ? rows[^1].Id : null };
        }
        while (rows.Count == Page);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Put(StateRow row) => _hooks[row.Id] = Hook.Of(row, clock);

    public void Take(string source) => _hooks.TryRemove(source, out _);

    public Hook? Find(string source) => _hooks.GetValueOrDefault(source);

    /// <summary>Also of somebody whose tokens were taken back a second ago.</summary>
    public async Task<bool> IsOwnedAsync(Hook hook, CancellationToken cancellationToken)
    {
        if (hook.OwnerSeen is not 0 and var seen && clock.GetElapsedTime(seen) < Known)
            return true;
        if (!await owners.IsActiveAsync(hook.OwnerId, cancellationToken))
            return false;
        hook.OwnerSeen = clock.GetTimestamp();
        return true;
    }
}
