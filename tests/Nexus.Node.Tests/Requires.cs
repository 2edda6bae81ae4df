using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>What a test needs of its machine. Where it is missing the test is skipped, and says why.</summary>
internal static class Requires
{
    /// <summary>Where the real <c>nexus-workspaced</c> is: <c>NEXUS_BIN</c>, else <c>dist</c>, which <c>./build</c> makes.</summary>
    public static string DaemonDirectory()
    {
        if (Environment.GetEnvironmentVariable("NEXUS_BIN") is { Length: > 0 } given)
            return given;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Nexus.slnx")))
            root = root.Parent;
        return Path.Combine(root?.FullName ?? "/", "dist");
    }

    public static async Task SandboxAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(
            File.Exists(Path.Combine(DaemonDirectory(), "nexus-workspaced")),
            "skipped: ./build nexus-workspaced was not run");
        using var spawner = new Spawner(TimeProvider.System);
        var trial = await new ProcessRunner(TimeProvider.System, spawner).RunAsync(
            new ProcessRequest(new Argv("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")), cancellationToken);
        Assert.SkipUnless(trial.IsSuccess, $"skipped: bubblewrap cannot make a sandbox: {trial.Error}");
    }
}
