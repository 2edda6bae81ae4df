using System.Globalization;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>The private engine of the tests, which <c>eng/private-docker</c> started.</summary>
internal static class DockerEngine
{
    /// <summary>
    /// As it was started; it holds the lock of its cache as before. A helper of the old one that lives on has it still.
    /// </summary>
    private const string Start = """
        exec 9>"$1.lock" && { flock -w 5 9 || true; }; run=$2; shift 2
        setsid "$@" >>"$run/dockerd.log" 2>&1 </dev/null &
        for i in $(seq 150); do docker info >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1
        """;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(30);

    /// <returns>False when there is none that we may restart.</returns>
    public static async Task<bool> RestartAsync(Installation nexus)
    {
        const string scheme = "unix://";
        var host = Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER");
        if (host?.StartsWith(scheme, StringComparison.Ordinal) is not true
            || Path.GetDirectoryName(host[scheme.Length..]) is not { } run
            || !File.Exists(Path.Combine(run, "dockerd.pid")))
        {
            return false;
        }

        var ct = TestContext.Current.CancellationToken;
        var pid = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(run, "dockerd.pid"), ct), CultureInfo.InvariantCulture);
        var command = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", ct)).TrimEnd('\0').Split('\0');
        if (ProcessIdentity.Of(pid) is not { } engine || !engine.Send(Signal.Terminate))
            return false;
        if (!await engine.WaitGoneAsync(EndWithin, TimeProvider.System, ct))
            engine.Send(Signal.Kill);
        var cache = command[Array.IndexOf(command, "--data-root") + 1];
        await nexus.RunAsync(new Argv("/bin/sh", ["-c", Start, "sh", cache, run, .. command]));
        return true;
    }
}
