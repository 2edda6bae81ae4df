using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Hooks;

/// <summary>From what arrived to an event on disk, once for each delivery.</summary>
internal sealed partial class HookIntake(
    HookBook book, ISecretStore secrets, IEventIntake intake, Deliveries deliveries, HookFigures figures,
    TimeProvider clock, ILogger<HookIntake> logger)
{
    public const string Accepted = "accepted";

    /// <exception cref="NexusException">
    /// <c>hook.refused</c>, <c>hook.limited</c>, <c>hook.bad_payload</c>, <c>run.too_many_waiting</c>.
    /// </exception>
    public async Task<HookAnswer> TakeAsync(
        string source, HttpContext context, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var hook = await LetInAsync(source, context.Request.Headers, body, cancellationToken);
        if (hook.Bucket.Take() is var wait && wait > TimeSpan.Zero)
        {
            hook.CountLimited();
            figures.Count(HookOutcome.Limited);
            throw new NexusException(HookErrors.Limited(hook.State.PerSecond, wait));
        }

        if (Read(hook, context.Request, body) is not { } payload)
        {
            figures.Count(HookOutcome.Accepted);
            return new("pong", null);
        }

        var item = LedgerEvent.Now(clock, payload.EventName, new("hook", source), context.TraceIdentifier) with
        {
            Actor = $"hook:{source}",
            OwnerId = hook.OwnerId,
            WrittenData = payload.Data,
        };
        var delivered = Deliveries.Row(hook, payload, item);
        try
        {
            await intake.EmitAsync(delivered is null ? new([item]) : new([item], delivered), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict" && delivered is not null)
        {
            if (await deliveries.FirstAsync(delivered, cancellationToken) is not { } first)
                throw;
            figures.Count(HookOutcome.Repeated);
            return new("repeated", first);
        }

        if (delivered is not null)
            deliveries.Count();
        figures.Count(HookOutcome.Accepted);
        return new(Accepted, item.EventId);
    }

    private async Task<Hook> LetInAsync(
        string source, IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var hook = book.Find(source);
        if (HookSignature.IsRight(hook?.State, Secret(hook), headers, body.Span, clock.GetUtcNow())
            && hook is not null && await book.IsOwnedAsync(hook, cancellationToken))
        {
            return hook;
        }

        hook?.CountRefused();
        figures.Count(HookOutcome.Refused);
        throw new NexusException(HookErrors.Refused);
    }

    private byte[]? Secret(Hook? hook)
    {
        try
        {
            return hook?.Secret(secrets);
        }
        catch (NexusException e)
        {
            LogUnreadable(hook?.State.Source ?? "", e.Error.Message);
            return null;
        }
    }

    private HookPayload? Read(Hook hook, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        try
        {
            return HookPayload.Read(hook.State, request, body);
        }
        catch (NexusException)
        {
            figures.Count(HookOutcome.Invalid);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The secret of the source {Source} cannot be read: {Problem}")]
    private partial void LogUnreadable(string source, string problem);
}
