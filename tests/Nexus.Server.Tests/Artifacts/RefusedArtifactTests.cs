using System.Net;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>What cannot be stored is refused with its reason, and leaves nothing.</summary>
public sealed class RefusedArtifactTests : IDisposable
{
    private readonly ArtifactHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Other_bytes_than_announced_are_refused_and_the_right_ones_may_follow()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var waits = await client.MadeAsync(new()
        {
            Name = "a",
            Sha256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        });

        await (await client.SendAsync(waits, "b"u8.ToArray()))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "artifact.wrong_sha");
        Assert.Empty(_home.Contents.Concat(_home.Parts));
        Assert.Empty(await client.ArtifactsAsync());
        await (await client.SendAsync(waits, "a"u8.ToArray())).ArtifactAsync();
    }

    [Fact]
    public async Task Fewer_or_more_bytes_than_announced_are_refused()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var waits = await client.MadeAsync(new() { Name = "a", ByteLength = 10 });
        using var chunked = new HeldContent();
        chunked.Release();

        await (await client.SendAsync(waits, new byte[11]))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "artifact.wrong_length");
        await (await client.PutAsync(waits.UploadUrl, chunked, Ct))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "artifact.wrong_length");

        Assert.Empty(_home.Contents.Concat(_home.Parts));
    }

    [Fact]
    public async Task What_is_too_large_is_refused_also_when_it_does_not_say_so()
    {
        await using var host = await _home.StartAsync(new() { MaxBytes = 4 });
        using var client = await host.RegisteredAsync();
        using var chunked = new HeldContent();
        chunked.Release();

        await (await client.PostAsync(new() { Name = "a", ByteLength = 5 }))
            .RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "artifact.too_large");
        await (await client.PutAsync((await client.MadeAsync(new() { Name = "a" })).UploadUrl, chunked, Ct))
            .RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "artifact.too_large");

        Assert.Empty(_home.Contents.Concat(_home.Parts));
    }

    [Fact]
    public async Task The_quota_holds_and_what_is_removed_makes_room()
    {
        await using var host = await _home.StartAsync(new() { QuotaBytes = 8 });
        using var client = await host.RegisteredAsync();
        var first = await client.MadeAsync(new() { Name = "a", Content = Convert.ToBase64String([1, 2, 3, 4, 5]) });
        var waits = await client.MadeAsync(new() { Name = "b" });

        await (await client.PostAsync(new() { Name = "b", ByteLength = 5 }))
            .RefusedAsync(HttpStatusCode.InsufficientStorage, "artifact.quota_exceeded");
        await (await client.SendAsync(waits, [5, 4, 3, 2, 1]))
            .RefusedAsync(HttpStatusCode.InsufficientStorage, "artifact.quota_exceeded");
        await client.DeleteAsync($"/api/v1/artifacts/{first.ArtifactId}", Ct);
        await (await client.SendAsync(waits, [5, 4, 3, 2, 1])).ArtifactAsync();

        Assert.Single(_home.Contents);
    }

    [Fact]
    public async Task An_upload_that_breaks_leaves_nothing_and_may_come_again()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var waits = await client.MadeAsync(new() { Name = "a" });
        using var held = new HeldContent();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = client.PutAsync(waits.UploadUrl, held, stop.Token);
        await ArtifactHome.UntilAsync(() => _home.Parts.Any());
        await (await client.SendAsync(waits, [1])).RefusedAsync(HttpStatusCode.Conflict, "artifact.uploading");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await ArtifactHome.UntilAsync(() => !_home.Parts.Any());

        Assert.Empty(await client.ArtifactsAsync());
        while (await client.SendAsync(waits, [1]) is { StatusCode: HttpStatusCode.Conflict })
            await Task.Delay(20, Ct); // the server has still to see that the other is over
        Assert.Single(_home.Contents);
    }

    [Fact]
    public async Task A_file_that_somebody_took_away_is_said_to_be_lost()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var made = await client.MadeAsync(new() { Name = "a", Content = Convert.ToBase64String([1]) });
        Directory.Delete(_home.Root, recursive: true);

        await (await client.DownloadAsync(made.ArtifactId))
            .RefusedAsync(HttpStatusCode.InternalServerError, "artifact.lost");
    }

    [Fact]
    public async Task No_more_than_a_hundred_wait()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        for (var i = 0; i < 100; i++)
            await client.MadeAsync(new() { Name = "a" });

        await (await client.PostAsync(new() { Name = "a" }))
            .RefusedAsync(HttpStatusCode.ServiceUnavailable, "artifact.too_many_uploads");
    }
}
