using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Secrets: they are set and removed here, and never read.</summary>
public sealed partial class NexusClient
{
    /// <param name="limit">At most this many.</param>
    /// <param name="prefix">Of their paths; null: of any.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<SecretPage> SecretsAsync(int limit, string? prefix, CancellationToken cancellationToken)
    {
        var filter = prefix is null ? "" : $"&prefix={Uri.EscapeDataString(prefix)}";
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"/api/v1/secrets?{query}{filter}", ContractsJson.Default.SecretPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<SecretView> PutSecretAsync(string path, string value, CancellationToken cancellationToken) =>
        _requests.PutAsync(
            Secret(path), JsonContent.Create(new(value), ContractsJson.Default.SecretPutRequest),
            ContractsJson.Default.SecretView, cancellationToken);

    public Task<SecretView> RemoveSecretAsync(string path, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Secret(path), ContractsJson.Default.SecretView, cancellationToken);

    /// <summary>Seals all of them anew, with a new key.</summary>
    public Task<RekeyView> RekeySecretsAsync(CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/secrets/rekey", body: null, ContractsJson.Default.RekeyView, cancellationToken);

    private static string Secret(string path) =>
        $"/api/v1/secrets/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
