using System.Text.Json;

namespace Nexus.Engine.Tests.Actions;

/// <summary><c>git.*</c> with the real git.</summary>
public sealed class GitTests : IDisposable
{
    private const string First =
        """{"repo": "app", "message": "begin", "files": {"a.txt": "one\n", "b/c.txt": "two\n"}}""";

    private readonly GitDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_repository_is_made_once()
    {
        var made = await _desk.DoAsync("git.repo.init", """{"repo": "app", "branch": "trunk"}""");
        var again = await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");

        Assert.Equal("""{"repo":"app","branch":"trunk","created":true}""", made.GetRawText());
        Assert.Equal("""{"repo":"app","branch":"trunk","created":false}""", again.GetRawText());
        Assert.Equal("""{"commits":[]}""", (await _desk.DoAsync("git.log", """{"repo": "app"}""")).GetRawText());
        Assert.Equal(["xyn.git.repo.created"], _desk.Events);
        Assert.Equal("git.no_repository", await _desk.RefusedAsync("git.log", """{"repo": "app"}""", "u1"));
    }

    [Fact]
    public async Task A_commit_has_the_files_the_run_and_its_actor()
    {
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");
        var first = await _desk.DoAsync("git.commit", First);
        var second = await _desk.DoAsync("git.commit", """
            {
              "repo": "app", "message": "change \"it\"\n\nfor a reason",
              "files": {
                "a.txt": null, "b/c.txt": "zwei ä\n", "bin/run": {"content": "AAH/", "encoding": "base64",
                "executable": true}, "name with \"quotes\"": "x"
              }
            }
            """, key: "the-key");

        var (path, head) = (_desk.RepositoryOf("app"), second.GetProperty("commit").GetString()!);
        Assert.Equal(first.GetProperty("commit").GetString(), second.GetProperty("parent").GetString());
        Assert.Equal(head, await _desk.GitAsync("-C", path, "rev-parse", "main"));
        Assert.Equal(
            "100644 b/c.txt\n100755 bin/run\n100644 \"name with \\\"quotes\\\"\"",
            await _desk.GitAsync("-C", path, "ls-tree", "-r", "main", "--format=%(objectmode) %(path)"));
        Assert.Equal("zwei ä", await _desk.GitAsync("-C", path, "show", "main:b/c.txt"));
        Assert.Equal(
            $"u0 u0@nexus.invalid\n{Guid.Empty}\nthe-key",
            await _desk.GitAsync("-C", path, "log", "-1",
                "--format=%an %ae%n%(trailers:key=Nexus-Run,valueonly)%(trailers:key=Nexus-Key,valueonly)"));
        Assert.Equal("", await _desk.GitAsync("-C", path, "for-each-ref", "refs/nexus"));
        await _desk.GitAsync("-C", path, "fsck", "--strict");
    }

    [Fact]
    public async Task A_commit_that_is_asked_for_again_is_found()
    {
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");
        var first = await _desk.DoAsync("git.commit", First, key: "the-key");
        await _desk.DoAsync("git.commit", """{"repo": "app", "message": "next", "files": {"d": "4"}}""");

        var again = await _desk.DoAsync("git.commit", First, key: "the-key");
        var same = await _desk.DoAsync("git.commit", """{"repo": "app", "message": "same", "files": {"d": "4"}}""");

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.False(same.GetProperty("changed").GetBoolean());
        Assert.Equal("2", await _desk.GitAsync("-C", _desk.RepositoryOf("app"), "rev-list", "--count", "main"));
    }

    [Fact]
    public async Task A_killed_git_is_in_nobodys_way()
    {
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");
        await _desk.DoAsync("git.commit", First);
        var locked = Path.Combine(_desk.RepositoryOf("app"), "refs", "heads", "main.lock");
        await File.WriteAllTextAsync(locked, "", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(locked, DateTime.UnixEpoch);

        var next = await _desk.DoAsync("git.commit", """{"repo": "app", "message": "next", "files": {"d": "4"}}""");

        Assert.True(next.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task Branches_are_made_switched_read_and_compared()
    {
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");
        await _desk.DoAsync("git.commit", First);
        await _desk.DoAsync("git.checkout", """{"repo": "app", "branch": "fix/1", "create": true}""");
        await _desk.DoAsync(
            "git.commit", """{"repo": "app", "message": "fix", "files": {"a.txt": "one!\n", "b/c.txt": null}}""");

        var diff = await _desk.DoAsync("git.diff", """{"repo": "app", "from": "main", "to": "fix/1"}""");
        var cut = await _desk.DoAsync("git.diff", """{"repo": "app", "max_output": 10}""");
        var root = await _desk.DoAsync("git.diff", """{"repo": "app", "to": "main"}""");
        var log = await _desk.DoAsync("git.log", """{"repo": "app", "limit": 1}""");
        var back = await _desk.DoAsync(
            "git.checkout", """{"repo": "app", "branch": "main", "paths": ["a.txt", "none"]}""");

        Assert.Contains("-one\n+one!\n", diff.GetProperty("diff").GetString());
        Assert.Equal(
            """[{"status":"M","path":"a.txt"},{"status":"D","path":"b/c.txt"}]""",
            diff.GetProperty("files").GetRawText());
        Assert.Equal(("diff --git", true),
            (cut.GetProperty("diff").GetString(), cut.GetProperty("is_truncated").GetBoolean()));
        Assert.Equal(2, root.GetProperty("files").GetArrayLength());
        Assert.Equal(("fix", $"{Guid.Empty}"),
            (log.GetProperty("commits")[0].GetProperty("subject").GetString(),
                log.GetProperty("commits")[0].GetProperty("run_id").GetString()));
        Assert.Equal("""{"a.txt":"one\n","none":null}""", back.GetProperty("files").GetRawText());
    }

    [Theory]
    [InlineData("git.repo.init", """{"repo": "../up"}""", "git.bad_call")]
    [InlineData("git.repo.init", """{"repo": "a.git"}""", "git.bad_call")]
    [InlineData("git.repo.init", """{"repo": "b", "branch": "-x"}""", "git.bad_call")]
    [InlineData("git.repo.init", """{"repo": "b", "branch": "a..b"}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "none", "message": "m", "files": {"a": "b"}}""", "git.no_repository")]
    [InlineData("git.commit", """{"repo": "app", "message": "", "files": {"a": "b"}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"../a": "b"}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"x/.GIT/config": "b"}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"/etc/passwd": "b"}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"a\nM 100644": "b"}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"a": 7}}""", "git.bad_call")]
    [InlineData("git.commit", """{"repo": "app", "message": "m", "files": {"a": ""}, "from": "x"}""",
        "git.no_revision")]
    [InlineData("git.diff", """{"repo": "app", "to": "--output=/tmp/x"}""", "git.bad_call")]
    [InlineData("git.diff", """{"repo": "app", "to": "none"}""", "git.no_revision")]
    [InlineData("git.log", """{"repo": "app", "limit": 201}""", "git.bad_call")]
    [InlineData("git.log", """{"repo": "app", "ref": "none"}""", "git.no_revision")]
    [InlineData("git.checkout", """{"repo": "app", "branch": "none"}""", "git.no_revision")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "file:///etc"}""", "git.bad_call")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "/etc"}""", "git.bad_call")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "ext::sh -c id"}""", "git.bad_call")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "https://a:b@example.com/c"}""", "git.bad_call")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "https://169.254.169.254/c"}""", "http.blocked")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "ssh://git@127.0.0.1/c"}""", "ssh.bad_call")]
    [InlineData("git.repo.clone", """{"repo": "c", "url": "git://127.0.0.1:1/c"}""", "git.clone_failed")]
    public async Task What_cannot_be_done_is_told(string action, string with, string code)
    {
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""");

        Assert.Equal(code, await _desk.RefusedAsync(action, with));
        Assert.False(Directory.Exists(_desk.RepositoryOf("c")));
    }

    [Fact]
    public async Task Nobody_has_more_than_a_hundred()
    {
        for (var i = 0; i < 100; i++)
            Directory.CreateDirectory(_desk.RepositoryOf($"r{i}"));

        Assert.Equal("git.too_many", await _desk.RefusedAsync("git.repo.init", """{"repo": "app"}"""));
        await _desk.DoAsync("git.repo.init", """{"repo": "app"}""", "u1");
    }

    [Fact]
    public async Task A_clone_comes_by_ssh_from_who_is_known()
    {
        await using var server = await SshServer.StartAsync();
        _desk.Secrets.Put(Secrets.SecretHome.PathOf("user/u0/ssh"), server.Key, "u0");
        var source = Path.Combine(server.Directory, "source");
        await _desk.GitAsync("init", "--quiet", "-b", "dev", source);
        await _desk.GitAsync(
            "-C", source, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "--allow-empty", "-m", "1");
        await _desk.GitAsync("-C", source, "branch", "other");
        string With(string knownHosts, string more = "") => JsonSerializer.Serialize(knownHosts) is var known
            ? $$"""
                {
                  "repo": "c", "url": "ssh://{{SshServer.User}}@127.0.0.1:{{server.Port}}{{source}}",
                  "key": {"$secret": "user/me/ssh"}, "known_hosts": {{known}}{{more}}
                }
                """
            : "";

        var refused = await _desk.RefusedAsync("git.repo.clone", With(server.WrongKnownHosts));
        var made = await _desk.DoAsync("git.repo.clone", With(server.KnownHosts, ", \"branch\": \"other\""));
        var again = await _desk.DoAsync("git.repo.clone", With(server.KnownHosts));
        var other = await _desk.RefusedAsync("git.repo.clone", """{"repo": "c", "url": "https://127.0.0.1/x"}""");

        Assert.Equal(("git.clone_failed", "git.exists"), (refused, other));
        Assert.Equal(("other", true, false),
            (made.GetProperty("branch").GetString(), made.GetProperty("created").GetBoolean(),
                again.GetProperty("created").GetBoolean()));
        Assert.Equal(await _desk.GitAsync("-C", source, "rev-parse", "dev"), made.GetProperty("commit").GetString());
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_desk.Home, "repos", "u0")));
    }
}
