using Nexus.Contracts;

namespace Nexus.Engine.Tests.Actions;

/// <summary><c>git.repo.clone</c> by https, with the real git on both ends.</summary>
public sealed class CloneByHttpsTests : IDisposable
{
    private readonly GitDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task It_is_cloned_from_a_server_that_the_setting_vouches_for()
    {
        await using var server = await GitHttpServer.StartAsync();
        var head = await MakeAsync(server);
        _desk.CaFile = server.CaFile(isRight: true);

        var cloned = await _desk.DoAsync("git.repo.clone", $$"""{"repo": "shop", "url": "{{server.Url}}/shop.git"}""");
        var again = await _desk.DoAsync("git.repo.clone", $$"""{"repo": "shop", "url": "{{server.Url}}/shop.git"}""");

        Assert.Equal(
            $$"""{"repo":"shop","branch":"main","commit":"{{head}}","created":true}""", cloned.GetRawText());
        Assert.False(again.GetProperty("created").GetBoolean());
        Assert.Equal("tea", await _desk.GitAsync("-C", _desk.RepositoryOf("shop"), "show", "main:orders"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_nobody_vouches_for_is_refused_and_nothing_is_left(bool isOther)
    {
        await using var server = await GitHttpServer.StartAsync();
        await MakeAsync(server);
        _desk.CaFile = isOther ? server.CaFile(isRight: false) : null;

        var refused = await Assert.ThrowsAsync<NexusException>(() => _desk.DoAsync(
            "git.repo.clone", $$"""{"repo": "shop", "url": "{{server.Url}}/shop.git"}"""));

        Assert.Equal("git.clone_failed", refused.Error.Code);
        Assert.Contains("certificate", refused.Error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_desk.RepositoryOf("shop")));
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        await using var server = await GitHttpServer.StartAsync();
        _desk.CaFile = server.CaFile(isRight: true);

        Assert.Equal("git.clone_failed", await _desk.RefusedAsync(
            "git.repo.clone", $$"""{"repo": "shop", "url": "{{server.Url}}/none.git"}"""));
    }

    private async Task<string> MakeAsync(GitHttpServer server)
    {
        var work = Path.Combine(server.Root, "work");
        await _desk.GitAsync("init", "-q", "-b", "main", work);
        await File.WriteAllTextAsync(Path.Combine(work, "orders"), "tea\n", TestContext.Current.CancellationToken);
        await _desk.GitAsync("-C", work, "add", "-A");
        await _desk.GitAsync("-C", work, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "first");
        await _desk.GitAsync("clone", "-q", "--bare", work, Path.Combine(server.Root, "shop.git"));
        return await _desk.GitAsync("-C", work, "rev-parse", "HEAD");
    }
}
