namespace Nexus.Journeys.Hostile;

/// <summary>SECURITY.md: of two users of one node neither reads, reaches or stops what is the other's.</summary>
public sealed class WallsTests(TwoUsers users)
{
    public static TheoryData<string, string> Attempts { get; } = new(
        from provider in new[] { "docker", "process" }
        from attack in Attack.All
        select (provider, attack.Name));

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task Nobody_gets_out_of_an_environment(string provider, string attempt)
    {
        await users.ReadyAsync(provider);
        var attack = Attack.All.Single(attack => attack.Name == attempt);
        var facts = await users.FactsAsync(provider);

        var control = await users.ShellAsync(
            attack.IsControlOfVictim ? "ann" : "bob", provider, attack.Shell(isControl: true), facts);
        var tried = await users.ShellAsync("bob", provider, attack.Shell(isControl: false), facts);

        Assert.True(control.IsSuccess, $"The control of '{attempt}' failed: {control.Output} {control.Error}");
        Assert.False(tried.IsSuccess, $"'{attempt}' got through: {tried.Output} {tried.Error}");
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task Killing_all_one_sees_ends_nothing_of_another(string provider)
    {
        await users.ReadyAsync(provider);
        var before = await users.StatusAsync("ann", provider);
        const string one = "setsid sleep 987 >/dev/null 2>&1 </dev/null & until pgrep -x sleep; do :; done";
        Assert.Equal(0, (await users.ShellAsync("bob", provider, one)).ExitCode);

        await users.ShellAsync("bob", provider, "$AS kill -9 -1");

        var own = await users.ShellAsync("bob", provider, "pgrep -x sleep");
        var others = await users.ShellAsync("ann", provider, "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8099'");
        Assert.Equal(1, own.ExitCode);
        Assert.Equal(0, others.ExitCode);
        Assert.Equal(
            before.Services["web"].StartedAt, (await users.StatusAsync("ann", provider)).Services["web"].StartedAt);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("connect")]
    [InlineData("exec", "true")]
    [InlineData("logs")]
    [InlineData("services")]
    [InlineData("restart")]
    [InlineData("rebuild")]
    [InlineData("down")]
    [InlineData("rm", "--yes", "--force")]
    public async Task The_servers_front_door_knows_whose_it_is(string verb, params string[] more)
    {
        await users.ReadyAsync("process");
        var (theirs, own) = (await users.StatusAsync("ann", "process"), await users.StatusAsync("bob", "process"));

        foreach (var name in new[] { theirs.WorkspaceId, theirs.WorkspaceName })
        {
            var tried = await users.TryAsync("bob", ["workspace", verb, name, .. more]);

            Assert.Equal(verb is "exec" ? 255 : 1, tried.ExitCode);
            Assert.Contains("workspace.not_found", tried.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(theirs.WorkspaceId, tried.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await users.TryAsync("bob", "workspace", "status", own.WorkspaceId)).ExitCode);
    }

    [Fact]
    public async Task A_key_opens_only_its_users_doors()
    {
        await users.ReadyAsync("process");
        var theirs = await users.StatusAsync("ann", "process");

        Assert.Equal((0, 255), (await LogInAsync("ann"), await LogInAsync("bob")));

        async Task<int> LogInAsync(string user) => (await users.Nexus.TryRunAsync(new("ssh",
            "-i", Path.Combine(users.Nexus.Root, user), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-p", $"{theirs.Ssh.Port}", $"dev@{theirs.Ssh.Host}", "true"))).ExitCode;
    }
}
