using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Hooks;

/// <summary>
/// What was delivered, by the name the sender has for it and by what is signed: a row in the commit of its event, where
/// both are unique, so that there is one event however often it is sent, and whoever takes it. Nothing is looked up
/// before. Forgotten when it is old, or one of too many.
/// </summary>
internal sealed partial class Deliveries(
    ILedger ledger, IOptions<HookOptions> options, TimeProvider clock, ILogger<Deliveries> logger) : BackgroundService
{
    public const string Kind = "hook.delivery";
    private const int Page = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private long _count;

    /// <summary>
    /// By its name, and by what is signed of it: a name that is not may be another one next time. It is nobody's, for
    /// nobody asks for theirs, and open, which is how the oldest are found.
    /// </summary>
    /// <returns>Null: it has neither.</returns>
    public static StateRow? Row(Hook hook, HookPayload payload, LedgerEvent item)
    {
        if (payload.Delivery is null && payload.Proof is null)
            return null;
        var told = new DeliveryState(item.EventId, item.OccurredAt);
        return new(
            Kind, payload.Delivery is { } name ? Id(hook, name) : NameOf(hook, payload.Proof),
            NameOf(hook, payload.Proof), "", 1, JsonSerializer.Serialize(told, HookJson.Default.DeliveryState))
        {
            IsOpen = true,
        };
    }

    /// <returns>The event it made when it came first; null: it was forgotten meanwhile.</returns>
    public async Task<Guid?> FirstAsync(StateRow row, CancellationToken cancellationToken)
    {
        var first = await ledger.FindAsync(Kind, row.Id, cancellationToken)
            ?? (row.Name is "" ? null : await ledger.FindByNameAsync(
                Kind, Scope.Of(row.OwnerId), row.Name, cancellationToken));
        return first is null ? null : Read(first).EventId;
    }

    /// <summary>One more is remembered.</summary>
    public void Count() => Interlocked.Increment(ref _count);

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

    private static string Id(Hook hook, string name) =>
        $"{hook.State.Source}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";

    private static string NameOf(Hook hook, string? proof) => proof is null ? "" : $"{hook.State.Source}/proof-{proof}";

    private static DeliveryState Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Body, HookJson.Default.DeliveryState)
            ?? throw new InvalidDataException($"The row of {row.Id} is empty.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Old deliveries of webhooks could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);
}
