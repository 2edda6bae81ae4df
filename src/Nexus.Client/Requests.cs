using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>One request and its answer, with a deadline; every failure a <see cref="NexusException"/>.</summary>
internal sealed class Requests(HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public Uri? Server => http.BaseAddress;

    public string? Token => http.DefaultRequestHeaders.Authorization?.Parameter;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, path), type, Deadline, cancellationToken);

    public Task<T> PostAsync<T>(
        string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Post, path) { Content = body }, type, Deadline, cancellationToken);

    public Task<T> PutAsync<T>(
        string path, HttpContent body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Put, path) { Content = body }, type, Deadline, cancellationToken);

    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Delete, path), type, Deadline, cancellationToken);

    /// <summary>Sends bytes and expects no answer but success.</summary>
    public async Task PutAsync(string path, Stream body, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
        using var response = await OpenAsync(request, deadline, cancellationToken);
    }

    /// <summary>The answer's body as it comes; only its beginning has a deadline.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpRequestMessage request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounds.Token);
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
            {
                throw new NexusException(
                    (await ReadAsync(response, ContractsJson.Default.ErrorEnvelope, bounds.Token)).Error);
            }
        }
        catch (Exception e) when (IsUnreachable(e, timeout.Token))
        {
            throw new NexusException(ServerErrors.Unreachable(Server), e);
        }
    }

    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) =>
        OpenAsync(new HttpRequestMessage(HttpMethod.Get, path), Deadline, cancellationToken);

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
                throw new NexusException(ServerErrors.Unreachable(Server), e);
            }
        }
    }

    private static bool IsUnreachable(Exception e, CancellationToken timeout) =>
        e is HttpRequestException or IOException
        || (e is OperationCanceledException && timeout.IsCancellationRequested);

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
