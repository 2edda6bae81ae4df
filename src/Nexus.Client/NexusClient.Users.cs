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

    /// <summary>Ends a user's tokens, key, invitation and open streams.</summary>
    public Task<UserView> RevokeUserAsync(string user, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(
            $"/api/v1/users/{Uri.EscapeDataString(user)}", ContractsJson.Default.UserView, cancellationToken);
}
