using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Secrets;

namespace Nexus.Engine.Outbox;

/// <summary>One attempt at a delivery: a POST with the event, to where its owner's calls may go.</summary>
internal sealed class TargetSender : IDisposable
{
    private readonly SecretReader _secrets;
    private readonly IAdministrators _administrators;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public TargetSender(
        SecretReader secrets, IAdministrators administrators, IOptions<HttpOptions> http,
        IOptions<OutboxOptions> options, TimeProvider clock)
    {
        (_secrets, _administrators, _options, _clock) = (secrets, administrators, options.Value, clock);
        _http = new(GuardedSockets.Handler(http.Value)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <returns>Null: it was taken.</returns>
    public async Task<NexusError?> SendAsync(
        string targetId, TargetState target, string ownerId, EventView item, CancellationToken cancellationToken)
    {
        var shown = new Uri(target.Url).GetLeftPart(UriPartial.Path);
        using var patience = new CancellationTokenSource(_options.Timeout, _clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var message = Message(targetId, target, ownerId, item);
            using var answer = await _http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, bounds.Token);
            return answer.IsSuccessStatusCode ? null : HttpErrors.Unexpected(shown, (int)answer.StatusCode, "");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return HttpErrors.TimedOut(shown, _options.Timeout);
        }
        catch (NexusException e)
        {
            return e.Error;
        }
        catch (HttpRequestException e) when (e.InnerException is NexusException blocked)
        {
            return blocked.Error;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return HttpErrors.Failed(shown, (e.InnerException ?? e).Message);
        }
    }

    /// <summary>Other attempts at an answer that says so are in vain, as a rule.</summary>
    public static bool IsRefusal(NexusError error) =>
        error.Details?.GetValueOrDefault("status") is ['4', _, _] and not ("408" or "409" or "423" or "425" or "429");

    /// <exception cref="NexusException">Of the secret.</exception>
    private HttpRequestMessage Message(string targetId, TargetState target, string ownerId, EventView item)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(item, ContractsJson.Default.EventView);
        var message = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json", "utf-8") } },
        };
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("nexus", "1"));
        message.Headers.TryAddWithoutValidation("X-Nexus-Delivery", $"{targetId}.{item.EventId}");
        message.Headers.TryAddWithoutValidation("X-Nexus-Event", item.EventName);
        message.Headers.TryAddWithoutValidation("X-Correlation-Id", item.CorrelationId);
        GuardedSockets.Mark(message, _administrators.Has(ownerId));
        if (target.Secret is { } path)
        {
            var key = Encoding.UTF8.GetBytes(_secrets.Reveal(path, ownerId));
            var hash = Convert.ToHexStringLower(HMACSHA256.HashData(key, body));
            CryptographicOperations.ZeroMemory(key);
            message.Headers.TryAddWithoutValidation("X-Hub-Signature-256", $"sha256={hash}");
        }

        return message;
    }
}
