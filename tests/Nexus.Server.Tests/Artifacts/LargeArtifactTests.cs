using System.Net;
using System.Security.Cryptography;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>
/// The real program: what is large passes through it, and what it was killed over is nothing afterwards.
/// </summary>
public sealed class LargeArtifactTests : IDisposable
{
    private const int Length = 50 * 1024 * 1024;
    private const int Room = 25 * 1024 * 1024;

    private readonly ArtifactHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_is_never_whole_in_memory()
    {
        await using var server = await ServerProcess.StartAsync(_home.Path);
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        // What the routes need to be ready counts for nothing.
        await (await server.Client.SendAsync(await server.Client.MadeAsync(new() { Name = "a" }), [1])).ArtifactAsync();
        var before = server.PeakMemory;

        var waits = await server.Client.MadeAsync(new() { Name = "large.txt", ContentType = "text/plain" });
        var made = await (await server.Client.SendAsync(waits, bytes)).ArtifactAsync();
        var got = await (await server.Client.DownloadAsync(made.ArtifactId)).Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal((sha256, Length), (made.Sha256, made.ByteLength));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(got)));
        var grown = server.PeakMemory - before;
        TestContext.Current.SendDiagnosticMessage($"grew by {grown >> 20} MiB");
        Assert.InRange(grown, 0, Room);
    }

    [Fact]
    public async Task Killed_while_it_comes_it_is_not_there_and_its_beginning_goes_with_the_next_start()
    {
        await using (var server = await ServerProcess.StartAsync(_home.Path))
        {
            var waits = await server.Client.MadeAsync(new() { Name = "a" });
            using var held = new HeldContent();
            var sending = server.Client.PutAsync(waits.UploadUrl, held, Ct);
            await ArtifactHome.UntilAsync(() => _home.Parts.Any());

            await server.KillAsync();
            held.Release();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
            Assert.Single(_home.Parts);

            await using var next = await ServerProcess.StartAsync(_home.Path);
            Assert.Empty(_home.Parts);
            Assert.Empty(await next.Client.ArtifactsAsync());
            await (await next.Client.SendAsync(waits, [1])).RefusedAsync(HttpStatusCode.NotFound, "artifact.not_found");
        }

        Assert.Empty(_home.Contents);
    }
}
