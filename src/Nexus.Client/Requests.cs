using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>One request and its answer, with a deadline; every failure a <see cref="NexusException"/>.</summary>
internal sealed class Requests(HttpClient http, TimeProvider clock, Func<NexusError, NexusError> retell)
{
    private const string Header = "Idempotency-Key";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Patience _patience = new(http, clock);

    public Uri? Server => http.BaseAddress;

    public string? Token => http.DefaultRequestHeaders.Authorization?.Parameter;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, path), type, Deadline, cancellationToken);

    public Task<T> PostAsync<T>(
        string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, path, body, type, cancellationToken);

    public Task<T> PutAsync<T>(
        string path, HttpContent body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, path, body, type, cancellationToken);

    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Delete, path, body: null, type, cancellationToken);

    /// <summary>Sends bytes and expects no answer but success.</summary>
    public async Task PutAsync(string path, Stream body, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
        using var response = await OpenAsync(request, deadline, cancellationToken);
    }

    /// <summary>Sends bytes as they are read, once.</summary>
    public Task<T> PutAsync<T>(
        string path, Stream body, JsonTypeInfo<T> type, TimeSpan deadline, CancellationToken cancellationToken) =>
        SendAsync(
            new(HttpMethod.Put, path) { Content = new StreamContent(body) }, type, deadline, cancellationToken);

    /// <summary>The answer's body as it comes; only its beginning has a deadline.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpRequestMessage request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var asked = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounds.Token);
            if (deadline == Deadline)
                await _patience.HearAsync(asked, bounds);
            var response = await asked;
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
            {
                throw new NexusException(
                    retell((await ReadAsync(response, ContractsJson.Default.ErrorEnvelope, bounds.Token)).Error));
            }
        }
        catch (Exception e) when (IsUnreachable(e, timeout.Token))
        {
            throw new NexusException(WhyNot(e, deadline), e);
        }
    }

    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) =>
        OpenAsync(new HttpRequestMessage(HttpMethod.Get, path), Deadline, cancellationToken);

    /// <summary>Why an answer ended that was to go on: who may see it no more is told so when asking again.</summary>
    /// <param name="path">Of something that only those may ask who may see it.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<NexusError> WhyBrokenOffAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await OpenAsync(path, cancellationToken);
            return ServerErrors.BrokenOff(Server);
        }
        catch (NexusException e)
        {
            return e.Error;
        }
    }

    /// <summary>What is asked beside these, of a server that may be silent.</summary>
    public Task HearAsync(Task asked, CancellationTokenSource bounds) => _patience.HearAsync(asked, bounds);

    /// <summary>
    /// Asked once more when the connection breaks: whether it was done then, nobody knows but the server, which knows
    /// it by the key.
    /// </summary>
    private async Task<T> WriteAsync<T>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = body;
        var bytes = content is null ? null : await content.ReadAsByteArrayAsync(cancellationToken);
        var random = new byte[16];
        Random.Shared.NextBytes(random);
        var key = Convert.ToHexStringLower(random);
        try
        {
            return await SendAsync(Message(), type, Deadline, cancellationToken);
        }
        catch (NexusException e) when (IsBroken(e.InnerException))
        {
            return await SendAsync(Message(), type, Deadline, cancellationToken);
        }

        HttpRequestMessage Message()
        {
            var request = new HttpRequestMessage(method, path) { Headers = { { Header, key } } };
            if (bytes is not null)
            {
                request.Content = new ByteArrayContent(bytes);
                request.Content.Headers.ContentType = content?.Headers.ContentType;
            }

            return request;
        }
    }

    /// <summary>Not when there was none: then nothing was asked.</summary>
    private static bool IsBroken(Exception? e) =>
        e is IOException or HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError),
        };

    private async Task<T> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var timeout = new CancellationTokenSource(deadline, clock);
            using var bounds = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            using var response = await OpenAsync(request, deadline, cancellationToken);
            try
            {
                return await ReadAsync(response, type, bounds.Token);
            }
            catch (Exception e) when (IsUnreachable(e, timeout.Token))
            {
                throw new NexusException(WhyNot(e, deadline), e);
            }
        }
    }

    private static bool IsUnreachable(Exception e, CancellationToken timeout) =>
        e is HttpRequestException or IOException
        || (e is OperationCanceledException && timeout.IsCancellationRequested);

    /// <summary>To connect takes less: who is late is there.</summary>
    private NexusError WhyNot(Exception e, TimeSpan deadline) =>
        e is OperationCanceledException ? ServerErrors.Late(Server, deadline) : ServerErrors.Unreachable(Server);

    private async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new JsonException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new NexusException(ServerErrors.BadReply(Server, (int)response.StatusCode), e);
        }
    }
}
