using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>How tests let people in.</summary>
internal static class People
{
    public const string OtherKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGTUEoC9AnT4pTtcYpjQ2AYg1XbpRNSOXqhETo3BfN8k other";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An administrator adds someone with a key.</summary>
    public static async Task<UserView> AddAsync(this ServerHost host, string handle)
    {
        using var admin = host.Client();
        var answer = await admin.AddUserAsync(handle);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.UserView);
    }

    public static Task<HttpResponseMessage> AddUserAsync(this HttpClient client, string handle) =>
        client.PostAsJsonAsync(
            "/api/v1/users", new AddUserRequest { GithubUsername = handle, SshPubkey = OtherKey },
            ContractsJson.Default.AddUserRequest, Ct);

    public static async Task<string> InviteAsync(this ServerHost host, string? handle, long? expiresIn = null)
    {
        using var admin = host.Client();
        var answer = await admin.InviteAsync(handle, expiresIn);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.ReadAsync(ContractsJson.Default.InvitationView)).Invitation;
    }

    public static Task<HttpResponseMessage> InviteAsync(
        this HttpClient client, string? handle, long? expiresIn = null) =>
        client.PostAsJsonAsync(
            "/api/v1/users/invitations", new InviteUserRequest { GithubUsername = handle, ExpiresIn = expiresIn },
            ContractsJson.Default.InviteUserRequest, Ct);

    /// <summary>Comes in with an invitation, or registers as someone.</summary>
    public static async Task<HttpResponseMessage> RegisterAsAsync(
        this ServerHost host, string token, string? handle, string key = OtherKey)
    {
        using var client = host.Client(token);
        return await client.PostAsJsonAsync(
            "/api/v1/users/register", new RegisterUserRequest { GithubUsername = handle, SshPubkey = key },
            ContractsJson.Default.RegisterUserRequest, Ct);
    }

    public static async Task<HttpStatusCode> StatusAsync(this ServerHost host, string token)
    {
        using var client = host.Client(token);
        using var answer = await client.GetAsync("/api/v1/workspaces", Ct);
        return answer.StatusCode;
    }

    public static async Task<HttpResponseMessage> RevokeAsync(this ServerHost host, string idOrHandle)
    {
        using var admin = host.Client();
        return await admin.DeleteAsync($"/api/v1/users/{idOrHandle}", Ct);
    }

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer, JsonTypeInfo<T> type) =>
        (await answer.Content.ReadFromJsonAsync(type, Ct))!;

    public static async Task RefusedAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (answer.StatusCode, (await answer.ErrorAsync()).Error.Code));
    }
}
