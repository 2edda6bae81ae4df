using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>
/// Calls every subscriber with the events it wants. The cursor is a row; it moves after events were handled, so an
/// event may come twice after a crash, and an idle system writes nothing.
/// </summary>
internal sealed partial class Subscriptions(
    IEnumerable<IEventSubscriber> subscribers, ILedger ledger, TimeProvider clock, ILogger<Subscriptions> logger)
    : BackgroundService, IHoldsEvents
{
    private const string Kind = "cursor";
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, long> _handled = new(
        subscribers.Select(subscriber => KeyValuePair.Create(subscriber.Name, 0L)), StringComparer.Ordinal);

    public long Handled => _handled.IsEmpty ? long.MaxValue : _handled.Values.Min();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(subscribers.Select(subscriber => ServeAsync(subscriber, stoppingToken)));

    private async Task ServeAsync(IEventSubscriber subscriber, CancellationToken stopping)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var row = await ledger.FindAsync(Kind, subscriber.Name, stopping)
            ?? new StateRow(Kind, subscriber.Name, "", "system", 0, "0");
        var after = long.Parse(row.Body, NumberStyles.None, CultureInfo.InvariantCulture);
        await foreach (var item in ledger.FollowAsync(after, stopping))
        {
            if (item.Event.EventName.StartsWith(subscriber.Prefix, StringComparison.Ordinal))
            {
                await PersistentlyAsync(subscriber, () => subscriber.HandleAsync(item, stopping), stopping);
                var next = row.Next(item.Position.ToString(CultureInfo.InvariantCulture));
                await PersistentlyAsync(subscriber, () => ledger.AppendAsync(new([], next), stopping), stopping);
                row = next;
            }

            _handled[subscriber.Name] = item.Position;
        }
    }

    private async Task PersistentlyAsync(IEventSubscriber subscriber, Func<Task> act, CancellationToken stopping)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogFailed(subscriber.Name, wait, e);
                await Task.Delay(wait * Random.Shared.NextDouble(), clock, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscriber {Subscriber} failed; again within {Wait}")]
    private partial void LogFailed(string subscriber, TimeSpan wait, Exception exception);
}
