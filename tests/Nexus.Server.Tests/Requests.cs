using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>What most tests ask of the API.</summary>
internal static class Requests
{
    public const string Key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFvEDQIpSlfEzzoq2EiVs0RpxUJ2phfIL6QqLS0GSTlQ me";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The owner of the home, with a key.</summary>
    public static async Task<HttpClient> RegisteredAsync(this ServerHost host)
    {
        var client = host.Client();
        var response = await client.RegisterAsync(Key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return client;
    }

    public static Task<HttpResponseMessage> RegisterAsync(this HttpClient client, string key) =>
        client.PostAsJsonAsync(
            "/api/v1/users/register", new RegisterUserRequest { SshPubkey = key },
            ContractsJson.Default.RegisterUserRequest, Ct);

    public static Task<HttpResponseMessage> CreateAsync(this HttpClient client, CreateWorkspaceRequest request) =>
        client.PostAsJsonAsync(
            "/api/v1/workspaces/create", request, ContractsJson.Default.CreateWorkspaceRequest, Ct);

    public static async Task<AcceptedView> AcceptedAsync(this HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.AcceptedView, Ct))!;
    }

    public static async Task<ErrorEnvelope> ErrorAsync(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ErrorEnvelope, Ct))!;
}
