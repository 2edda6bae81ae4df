using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Homes made from the server's own.</summary>
public sealed partial class NexusClient
{
    public async Task<IReadOnlyList<ChildView>> ChildrenAsync(CancellationToken cancellationToken) =>
        (await _requests.GetAsync("/api/v1/children", ContractsJson.Default.ChildPage, cancellationToken)).Items;

    public Task<ChildView> BeginChildAsync(ChildRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/children", JsonContent.Create(request, ContractsJson.Default.ChildRequest),
            ContractsJson.Default.ChildView, cancellationToken);

    public Task<ChildView> FinishChildAsync(string child, int blueprints, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Child(child)}/ready",
            JsonContent.Create(new(blueprints), ContractsJson.Default.ChildReadyRequest),
            ContractsJson.Default.ChildView, cancellationToken);

    public Task<ChildView> ForgetChildAsync(string child, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Child(child), ContractsJson.Default.ChildView, cancellationToken);

    private static string Child(string child) => $"/api/v1/children/{Uri.EscapeDataString(child)}";
}
