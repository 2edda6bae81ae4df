using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>
/// What was delivered, by the name the sender has for it and by what is signed: rows in the commit of its event, so
/// that there is one event however often it is sent. Forgotten when it is old, or one of too many.
/// </summary>
internal sealed partial class Deliveries(
    ILedger ledger, IOptions<HookOptions> options, TimeProvider clock, ILogger<Deliveries> logger) : BackgroundService
{
    public const string Kind = "hook.delivery";
    private const int Page = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private long _count;

    /// <summary>By its name, and by what is signed of it: a name that is not may be another one next time.</summary>
    public static IReadOnlyList<StateRow> Rows(Hook hook, HookPayload payload, LedgerEvent item)
    {
        var rows = new List<StateRow>(2);
        if (payload.Delivery is { } name)
            rows.Add(Row(hook, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), item));
        if (payload.Proof is { } proof && !string.Equals(proof, payload.Delivery, StringComparison.Ordinal))
            rows.Add(Row(hook, $"proof-{proof}", item));
        return rows;
    }

    /// <returns>The event it made when it came first; null: it was forgotten meanwhile.</returns>
    public async Task<Guid?> FirstAsync(IReadOnlyList<StateRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            if (await ledger.FindAsync(Kind, row.Id, cancellationToken) is { } first)
                return Read(first).EventId;
        }

        return null;
    }

    /// <summary>So many more are remembered.</summary>
    public void Count(int rows) => Interlocked.Add(ref _count, rows);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Interlocked.Add(ref _count, await ThereAsync(stoppingToken));
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Interlocked.Read(ref _count) > 0)
                    await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotForgotten(e);
            }
        }
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        List<StateRow> old;
        do
        {
            var query = new StateQuery(Kind, Scope.All) { OpenOnly = true, Limit = Page };
            var (tooMany, tooOld) = (
                Interlocked.Read(ref _count) - options.Value.MaxDeliveries,
                clock.GetUtcNow() - options.Value.KeepDeliveries);
            old = [.. (await ledger.ListAsync(query, cancellationToken))
                .TakeWhile((row, index) => index < tooMany || Read(row).At < tooOld)];
            if (old.Count == 0)
                return;
            var gone = old.Select(row => new StateRemoval(row.Kind, row.Id, row.Version));
            await ledger.AppendAsync(new([], [], [.. gone]), cancellationToken);
            Interlocked.Add(ref _count, -old.Count);
        }
        while (old.Count == Page);
    }

    private async Task<long> ThereAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        var query = new StateQuery(Kind, Scope.All) { Limit = Page };
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            count += rows.Count;
            query = query with { After = rows.Count > 0 ? rows[^1].Id : null };
        }
        while (rows.Count == Page);

        return count;
    }

    /// <summary>Open, which is how the oldest are found.</summary>
    private static StateRow Row(Hook hook, string id, LedgerEvent item) =>
        new(Kind, $"{hook.State.Source}/{id}", "", hook.OwnerId, 1,
            JsonSerializer.Serialize(new(item.EventId, item.OccurredAt), HookJson.Default.DeliveryState))
        {
            IsOpen = true,
        };

    private static DeliveryState Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Body, HookJson.Default.DeliveryState)
            ?? throw new InvalidDataException($"The row of {row.Id} is empty.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Old deliveries of webhooks could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);
}
