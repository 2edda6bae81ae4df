using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Users, for administrators; and one's own key.</summary>
public sealed partial class NexusClient
{
    /// <summary>Makes an SSH key the caller's. Registering again replaces it.</summary>
    public Task<UserView> RegisterAsync(RegisterUserRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/users/register", JsonContent.Create(request, ContractsJson.Default.RegisterUserRequest),
            ContractsJson.Default.UserView, cancellationToken);

    /// <summary>The caller's key opens nothing any more.</summary>
    public Task<UserView> RevokeKeyAsync(CancellationToken cancellationToken) =>
        _requests.DeleteAsync("/api/v1/users/key", ContractsJson.Default.UserView, cancellationToken);

    /// <summary>Who the caller is.</summary>
    public Task<UserView> MeAsync(CancellationToken cancellationToken) =>
        _requests.GetAsync("/api/v1/users/me", ContractsJson.Default.UserView, cancellationToken);

    public Task<IReadOnlyList<UserView>> UsersAsync(CancellationToken cancellationToken) => Pages.AllAsync(
        cursor => _requests.GetAsync(
            Pages.Path("/api/v1/users", cursor), ContractsJson.Default.UserPage, cancellationToken),
        page => (page.Items, page.NextCursor));

    /// <summary>Makes someone a user; the answer has the token, once.</summary>
    public Task<UserView> AddUserAsync(AddUserRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/users", JsonContent.Create(request, ContractsJson.Default.AddUserRequest),
            ContractsJson.Default.UserView, cancellationToken);

    public Task<InvitationView> InviteUserAsync(InviteUserRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/users/invitations", JsonContent.Create(request, ContractsJson.Default.InviteUserRequest),
            ContractsJson.Default.InvitationView, cancellationToken);

    /// <summary>Invitations that still let someone in.</summary>
    public Task<IReadOnlyList<OpenInvitationView>> InvitationsAsync(CancellationToken cancellationToken) =>
        Pages.AllAsync(
            cursor => _requests.GetAsync(
                Pages.Path("/api/v1/users/invitations", cursor), ContractsJson.Default.OpenInvitationPage,
                cancellationToken),
            page => (page.Items, page.NextCursor));

    /// <summary>Nobody comes in with it any more.</summary>
    public Task<OpenInvitationView> WithdrawInvitationAsync(string id, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(
            $"/api/v1/users/invitations/{Uri.EscapeDataString(id)}", ContractsJson.Default.OpenInvitationView,
            cancellationToken);

    /// <summary>A new token for the caller; the answer has it, once.</summary>
    public Task<UserView> NewTokenAsync(CancellationToken cancellationToken) => _requests.PostAsync(
        "/api/v1/users/token", body: null, ContractsJson.Default.UserView, cancellationToken);

    /// <summary>The caller's tokens but this one open nothing any more.</summary>
    public Task<UserView> EndOtherTokensAsync(CancellationToken cancellationToken) =>
        _requests.DeleteAsync("/api/v1/users/token", ContractsJson.Default.UserView, cancellationToken);

    /// <summary>Ends a user's tokens, key, invitation and open streams.</summary>
    public Task<UserView> RevokeUserAsync(string user, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(
            $"/api/v1/users/{Uri.EscapeDataString(user)}", ContractsJson.Default.UserView, cancellationToken);
}
