using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>What is stored comes back as it was, whole or in part, to whom it belongs.</summary>
public sealed class ArtifactTests : IDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
    private static readonly string Base64 = Convert.ToBase64String(Bytes);
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    private readonly ArtifactHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task In_two_steps_it_is_there_when_its_bytes_have_come()
    {
        await using var host = await _home.StartAsync();
        using var client = host.Client((await host.AddAsync("alice")).ApiToken);

        var waits = await client.MadeAsync(new() { Name = "a.bin", ByteLength = Bytes.Length, Sha256 = Sha256 });
        var before = await client.ArtifactsAsync();
        var made = await (await client.SendAsync(waits, Bytes)).ArtifactAsync();
        using var got = await client.DownloadAsync(made.ArtifactId);

        Assert.Empty(before);
        Assert.Equal([made.ArtifactId], await client.ArtifactsAsync());
        Assert.Equal((waits.ArtifactId, Sha256, Bytes.Length, null),
            (made.ArtifactId, made.Sha256, made.ByteLength, made.UploadUrl));
        Assert.Equal(Bytes, await got.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal($"\"{Sha256}\"", got.Headers.ETag?.Tag);
        Assert.Equal("nosniff", Assert.Single(got.Headers.GetValues("X-Content-Type-Options")));
        var disposition = got.Content.Headers.ContentDisposition;
        Assert.Equal(("attachment", "a.bin"), (disposition?.DispositionType, disposition?.FileName));
        Assert.Equal(made.CreatedBy, (await host.EventAsync("xyn.artifact.created")).Actor);
        await (await client.SendAsync(waits, Bytes)).RefusedAsync(HttpStatusCode.Conflict, "artifact.there");
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=99990-", 99_990, 10)]
    [InlineData("bytes=-5", 99_995, 5)]
    public async Task A_range_is_that_range(string range, int from, int length)
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var made = await client.MadeAsync(new() { Name = "a.bin", Content = Base64 });

        using var got = await client.DownloadAsync(made.ArtifactId, range);

        Assert.Equal(HttpStatusCode.PartialContent, got.StatusCode);
        Assert.Equal(Bytes[from..(from + length)], await got.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Who_has_it_gets_nothing_and_a_range_behind_its_end_is_refused()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var made = await client.MadeAsync(new() { Name = "a.bin", Content = Base64 });

        using var known = await client.DownloadAsync(made.ArtifactId, ifNoneMatch: $"\"{Sha256}\"");
        using var behind = await client.DownloadAsync(made.ArtifactId, "bytes=100000-");

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, behind.StatusCode);
    }

    [Fact]
    public async Task Others_neither_see_it_nor_hang_theirs_on_its_run()
    {
        await using var host = await _home.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        var run = Guid.Parse((await (await alice.CreateAsync(new() { WorkspaceName = "api" })).AcceptedAsync()).RunId!);
        var hers = await alice.MadeAsync(new() { Name = "a", Kind = "log", RunId = run, Content = Base64 });
        var other = await alice.MadeAsync(new() { Name = "b", Content = Base64 });
        var waits = await alice.MadeAsync(new() { Name = "c" });

        await (await bob.PostAsync(new() { Name = "x", RunId = run, Content = Convert.ToBase64String([]) }))
            .RefusedAsync(HttpStatusCode.NotFound, "run.not_found");
        await (await bob.SendAsync(waits, Bytes)).RefusedAsync(HttpStatusCode.NotFound, "artifact.not_found");
        await (await bob.DownloadAsync(hers.ArtifactId)).RefusedAsync(HttpStatusCode.NotFound, "artifact.not_found");

        Assert.Empty(await bob.ArtifactsAsync());
        Assert.Equal([other.ArtifactId, hers.ArtifactId], await alice.ArtifactsAsync());
        Assert.Equal([hers.ArtifactId], await alice.ArtifactsAsync($"&run_id={run}"));
        Assert.Equal([hers.ArtifactId], await alice.ArtifactsAsync("&kind=log"));
    }

    [Fact]
    public async Task The_same_content_is_one_file_and_goes_with_the_last_that_has_it()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var first = await client.MadeAsync(new() { Name = "a", Content = Base64 });
        var second = await client.MadeAsync(new() { Name = "b", Content = Base64 });

        Assert.Equal([Sha256], _home.Contents);
        await client.DeleteAsync($"/api/v1/artifacts/{first.ArtifactId}", Ct);
        Assert.Equal([Sha256], _home.Contents);
        await client.DeleteAsync($"/api/v1/artifacts/{second.ArtifactId}", Ct);
        Assert.Empty(_home.Contents);
        Assert.Equal($"{first.ArtifactId}", (await host.EventAsync("xyn.artifact.removed")).Resource.Id);
    }

    [Fact]
    public async Task What_is_asked_twice_with_one_key_is_made_once()
    {
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();

        var first = await client.AskAsync("k", HttpMethod.Post, "artifacts", """{"name": "a", "content": "YQ=="}""");
        var again = await client.AskAsync("k", HttpMethod.Post, "artifacts", """{"name": "a", "content": "YQ=="}""");

        Assert.Equal((await first.ArtifactAsync()).ArtifactId, (await again.ArtifactAsync()).ArtifactId);
        Assert.Single(await client.ArtifactsAsync());
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("application/problem+json", true)]
    [InlineData("application/octet-stream", false)]
    public async Task A_credential_in_a_text_is_not_stored(string type, bool isHidden)
    {
        const string secret = "ghp_0123456789abcdefghij";
        await using var host = await _home.StartAsync();
        using var client = await host.RegisteredAsync();
        var text = Encoding.UTF8.GetBytes($"token {secret} ends");

        var made = await client.MadeAsync(new()
        {
            Name = secret,
            ContentType = type,
            Content = Convert.ToBase64String(text),
            Sha256 = Convert.ToHexString(SHA256.HashData(text)),
            Metadata = JsonElement.Parse($$"""{"a": "{{secret}}"}"""),
        });
        var got = await (await client.DownloadAsync(made.ArtifactId)).Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal(isHidden ? "token *** ends" : $"token {secret} ends", Encoding.UTF8.GetString(got));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(got)), made.Sha256);
        Assert.Equal(("***", """{"a": "***"}"""), (made.Name, made.Metadata.GetRawText().Replace("\":\"", "\": \"")));
    }
}
