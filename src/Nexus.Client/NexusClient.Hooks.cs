using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Sources of webhooks.</summary>
public sealed partial class NexusClient
{
    public async Task<HookPage> HooksAsync(int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync($"/api/v1/hooks?{query}", ContractsJson.Default.HookPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<HookView> HookAsync(string source, CancellationToken cancellationToken) =>
        _requests.GetAsync(Hook(source), ContractsJson.Default.HookView, cancellationToken);

    /// <summary>A secret that the server chooses is in this answer alone.</summary>
    public Task<HookView> AddHookAsync(HookCreateRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/hooks", JsonContent.Create(request, ContractsJson.Default.HookCreateRequest),
            ContractsJson.Default.HookView, cancellationToken);

    public Task<HookView> RemoveHookAsync(string source, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Hook(source), ContractsJson.Default.HookView, cancellationToken);

    private static string Hook(string source) => $"/api/v1/hooks/{Uri.EscapeDataString(source)}";
}
