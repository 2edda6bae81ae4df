using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>What a test needs of its machine. Where it is missing the test is skipped, and says why.</summary>
internal static class Requires
{
    /// <summary>Where <c>./test</c> put the binaries.</summary>
    public static string DaemonDirectory() => Environment.GetEnvironmentVariable("NEXUS_BIN") ?? "/nowhere";

    public static void Daemon() => Assert.SkipUnless(
        File.Exists(Path.Combine(DaemonDirectory(), "nexus-workspaced")), "no nexus-workspaced: run ./test");

    /// <summary>Of the engine that <c>./test</c> started, with the default image in it.</summary>
    public static string DockerSocket()
    {
        var host = Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER");
        Assert.SkipWhen(host is null, "no Docker engine: run ./test");
        return host!["unix://".Length..];
    }

    public static async Task SandboxAsync(CancellationToken cancellationToken)
    {
        using var spawner = new Spawner(TimeProvider.System);
        var trial = await new ProcessRunner(TimeProvider.System, spawner).RunAsync(
            new ProcessRequest(new Argv("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")), cancellationToken);
        Assert.SkipUnless(trial.IsSuccess, $"bubblewrap cannot make a sandbox: {trial.Error}");
    }
}
