using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions.Http;

/// <summary><c>http.call</c>: one request and its answer. It follows no redirect and keeps no cookie.</summary>
internal sealed class HttpCall : IAction, IDisposable
{
    private const string Name = "http.call";

    private static readonly HttpRequestOptionsKey<bool> IsAdministrator = new("nexus.administrator");
    private readonly SecretReader _secrets;
    private readonly IAdministrators _administrators;
    private readonly AddressRules _rules;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public HttpCall(
        SecretReader secrets, IAdministrators administrators, IOptions<HttpOptions> options, TimeProvider clock)
    {
        (_secrets, _administrators, _clock) = (secrets, administrators, clock);
        _rules = options.Value.Rules;
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false, // The address that is looked at has to be the one that is reached.
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public ActionManifest Manifest { get; } = new(
        Name, "Sends an HTTP request and returns the answer; a status of 400 and more fails the step.",
        [
            new("url", InputType.Text, IsRequired: true), new("method", InputType.Text, IsRequired: false),
            new("headers", InputType.Map, IsRequired: false), new("body", InputType.Any, IsRequired: false),
            new("timeout", InputType.Text, IsRequired: false), new("expect", InputType.List, IsRequired: false),
            new("max_bytes", InputType.Whole, IsRequired: false),
        ],
        ["status", "headers", "body", "json"]);

    public void Dispose() => _http.Dispose();

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var ask = HttpAsk.Of(context.With);
        using var message = ask.Message(context.Step, _secrets);
        message.Options.Set(IsAdministrator, _administrators.Has(context.Step.OwnerId));
        using var patience = new CancellationTokenSource(ask.Timeout, _clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var answer = await _http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, bounds.Token);
            var body = await ReadAsync(answer, ask, bounds.Token);
            var status = (int)answer.StatusCode;
            return ask.Expect?.Contains(status) ?? answer.IsSuccessStatusCode
                ? Outputs(answer, body)
                : throw new NexusException(HttpErrors.Unexpected(ask.Shown, status, Beginning(body)));
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new NexusException(HttpErrors.TimedOut(ask.Shown, ask.Timeout), e);
        }
        catch (HttpRequestException e) when (e.InnerException is NexusException blocked)
        {
            throw new NexusException(blocked.Error, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NexusException(HttpErrors.Failed(ask.Shown, (e.InnerException ?? e).Message), e);
        }
    }

    /// <summary>
    /// Of what a name means, only what may be reached is tried; what is reached is what was looked at.
    /// </summary>
    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        context.InitialRequestMessage.Options.TryGetValue(IsAdministrator, out var isAdministrator);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = addresses.Where(address => _rules.Allows(address, isAdministrator)).ToArray();
        if (allowed.Length == 0 && addresses.Length > 0)
            throw new NexusException(HttpErrors.Blocked(host, addresses[0]));

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> ReadAsync(
        HttpResponseMessage answer, HttpAsk ask, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > ask.MaxBytes)
                throw new NexusException(HttpErrors.TooLarge(ask.Shown, ask.MaxBytes));
            read.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length);
    }

    private static JsonElement Outputs(HttpResponseMessage answer, string body)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            headers[name.ToLowerInvariant()] = string.Join(", ", values);
        return EventData.Of(
            ("status", (int)answer.StatusCode), ("headers", headers), ("body", body), ("json", Json(answer, body)));
    }

    private static JsonNode? Json(HttpResponseMessage answer, string body)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is not true)
            return null;
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Beginning(string body) => body.Length <= 1024 ? body : body[..1024] + "...";
}
