using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>
/// <c>GET /events/stream</c>: server-sent events from a position on (<c>Last-Event-ID</c>, else <c>?after=</c>, else
/// from now). Each reader reads the ledger at its own pace, so a slow one holds up nobody and misses nothing.
/// </summary>
internal static class StreamEvents
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events/stream", HandleAsync).WithName(nameof(StreamEvents))
            .Produces<EventView>(contentType: "text/event-stream")
            .Note("Events as they happen, as server-sent events; `Last-Event-ID`, else `after`, continues.",
                "event.unknown_position");

    private static async Task HandleAsync(
        HttpContext context, long? after, [AsParameters] EventFilter filter, ClaimsPrincipal user,
        ILedger ledger, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        filter.Check();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        var start = Start(context.Request, after) ?? ledger.Head;
        if (start < 0 || start > ledger.Head)
            throw new NexusException(EventErrors.UnknownPosition(start, ledger.Head));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            // The position first: who breaks off before the first event comes back to where it began.
            await context.Response.WriteAsync($"id: {start}\n\n", ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
            await CopyAsync(context.Response, ledger, start, Wants, clock, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return; // the reader went away, or the server stops: it will come back with its last id
        }

        bool Wants(LedgerEvent item) => filter.Wants(item, Caller.ScopeOf(user));
    }

    private static long? Start(HttpRequest request, long? after)
    {
        var last = request.Headers["Last-Event-ID"].ToString();
        if (last is "")
            return after;
        return long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw QueryErrors.BadCursor(last, "Last-Event-ID");
    }

    private static async Task CopyAsync(
        HttpResponse response, ILedger ledger, long after, Func<LedgerEvent, bool> wants, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var events = ledger.FollowAsync(after, following.Token).GetAsyncEnumerator(following.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            var silence = Task.Delay(KeepAlive, clock, following.Token);
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await Task.WhenAny(next, silence) == next && await next)
                {
                    after = events.Current.Position;
                    if (wants(events.Current.Event))
                        await response.WriteAsync(Frame(events.Current), cancellationToken);
                    next = events.MoveNextAsync().AsTask();
                }
                else
                {
                    await response.WriteAsync($": keep-alive\nid: {after}\n\n", cancellationToken);
                    silence = Task.Delay(KeepAlive, clock, following.Token);
                }
            }
        }
        finally
        {
            await following.CancelAsync();
            await Task.WhenAny(next); // an enumerator may not be disposed while it moves
        }
    }

    private static string Frame(RecordedEvent item)
    {
        var data = JsonSerializer.Serialize(EventViews.View(item), ContractsJson.Default.EventView);
        return $"id: {item.Position}\nevent: {item.Event.EventName}\ndata: {data}\n\n";
    }
}
