using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>A home that outlives its server, and what its artifacts are on the disk.</summary>
internal sealed class ArtifactHome : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Path => _home.Path;

    public string Root => System.IO.Path.Combine(Path, "state", "artifacts");

    /// <summary>Of the files that are kept, in order.</summary>
    public IEnumerable<string> Contents => Files.Where(file => !file.StartsWith("incoming", StringComparison.Ordinal))
        .Select(file => file.Replace("/", "", StringComparison.Ordinal));

    public IEnumerable<string> Parts => Files.Where(file => file.StartsWith("incoming", StringComparison.Ordinal));

    private IEnumerable<string> Files => Directory.Exists(Root)
        ? Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)
        : [];

    public Task<ServerHost> StartAsync(ArtifactOptions? options = null) => ServerHost.StartAsync(
        home: Path, configure: services => services.AddSingleton(Options.Create(options ?? new())));

    public void Dispose() => _home.Dispose();

    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }
}

/// <summary>What tests ask of artifacts.</summary>
internal static class ArtifactRequests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, ArtifactCreateRequest request) =>
        client.PostAsJsonAsync("/api/v1/artifacts", request, ContractsJson.Default.ArtifactCreateRequest, Ct);

    public static async Task<ArtifactView> MadeAsync(this HttpClient client, ArtifactCreateRequest request) =>
        await (await client.PostAsync(request)).ArtifactAsync();

    public static async Task<ArtifactView> ArtifactAsync(this HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.ArtifactView);
    }

    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, ArtifactView waits, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        return await client.PutAsync(waits.UploadUrl, content, Ct);
    }

    public static async Task<IEnumerable<Guid>> ArtifactsAsync(this HttpClient client, string query = "")
    {
        var page = await client.GetFromJsonAsync(
            $"/api/v1/artifacts?limit=500{query}", ContractsJson.Default.ArtifactPage, Ct);
        return page!.Items.Select(artifact => artifact.ArtifactId);
    }

    public static async Task<HttpResponseMessage> DownloadAsync(
        this HttpClient client, Guid id, string? range = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/artifacts/{id}/download");
        if (range is not null)
            request.Headers.TryAddWithoutValidation("Range", range);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await client.SendAsync(request, Ct);
    }
}
