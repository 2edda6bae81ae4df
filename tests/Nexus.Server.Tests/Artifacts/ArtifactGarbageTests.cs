using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>Every artifact has its file, and every file an artifact, whatever comes and goes at once.</summary>
public sealed class ArtifactGarbageTests : IDisposable
{
    private const int Hands = 6;
    private const int Turns = 60;

    private readonly ArtifactHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task None_that_an_artifact_has_ever_goes(int seed)
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var kept = new ConcurrentDictionary<Guid, byte>();
        var keeper = host.Services.GetServices<IHostedService>()
            .Single(service => service.GetType().Name is "KeepArtifacts");
        var collect = keeper.GetType().GetMethod("Collect")!;

        await Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => WorkAsync(new Random(seed * 100 + hand))));

        var sha256 = kept.Values.Select(Sha256).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(sha256, _home.Contents);
        Assert.Empty(_home.Parts);
        foreach (var (id, content) in kept)
            Assert.Equal([content], await (await client.DownloadAsync(id)).Content.ReadAsByteArrayAsync(Ct));

        async Task WorkAsync(Random random)
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                // Of few contents, so that one comes while it goes.
                if (random.Next(2) == 0)
                {
                    var content = (byte)random.Next(4);
                    var made = await client.MadeAsync(
                        new() { Name = "a", Content = Convert.ToBase64String([content]) });
                    kept[made.ArtifactId] = content;
                }
                else if (kept.Keys.FirstOrDefault() is var id && kept.TryRemove(id, out _))
                {
                    using var gone = await client.DeleteAsync($"/api/v1/artifacts/{id}", Ct);
                    Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
                }

                if (turn % 10 == 0)
                    collect.Invoke(keeper, null);
            }
        }
    }

    [Fact]
    public async Task What_a_crash_left_goes_at_the_next_start_and_what_is_recorded_stays()
    {
        Guid id;
        await using (var host = await _home.StartAsync())
        {
            using var client = await host.RegisteredAsync();
            id = (await client.MadeAsync(new() { Name = "a", Content = Convert.ToBase64String([7]) })).ArtifactId;
        }

        var orphan = Path.Combine(_home.Root, "ab", new('c', 62));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "nobody's", Ct);
        await File.WriteAllTextAsync(Path.Combine(_home.Root, "incoming", "x.part"), "begun", Ct);

        await using var next = await _home.StartAsync(new() { QuotaBytes = 2 });
        using var again = await next.RegisteredAsync();
        await ArtifactHome.UntilAsync(() => !File.Exists(orphan));

        Assert.Empty(_home.Parts);
        Assert.Equal([Sha256(7)], _home.Contents);
        Assert.Equal([7], await (await again.DownloadAsync(id)).Content.ReadAsByteArrayAsync(Ct));
        await (await again.PostAsync(new() { Name = "b", Content = Convert.ToBase64String([1, 2]) }))
            .RefusedAsync(HttpStatusCode.InsufficientStorage, "artifact.quota_exceeded");
    }

    private static string Sha256(byte content) => Convert.ToHexStringLower(SHA256.HashData([content]));
}
