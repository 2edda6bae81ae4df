using System.Globalization;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>An engine of the tests, which <c>eng/private-docker</c> started.</summary>
/// <param name="Run">Directory of its socket and pid.</param>
/// <param name="Command">Its words.</param>
internal sealed record DockerEngine(string Run, IReadOnlyList<string> Command)
{
    /// <summary>
    /// As it was started; it holds the lock of its cache as before. A helper of the old one that lives on has it still.
    /// </summary>
    private const string Begin = """
        exec 9>"$1.lock" && { flock -w 5 9 || true; }; run=$2; shift 2
        setsid "$@" >>"$run/dockerd.log" 2>&1 </dev/null &
        for i in $(seq 300); do docker -H "unix://$run/docker.sock" info >/dev/null 2>&1 && exit 0; sleep 0.2; done
        tail -n 20 "$run/dockerd.log" >&2
        exit 1
        """;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(30);

    /// <returns>False when there is none that we may restart.</returns>
    public static async Task<bool> RestartAsync(Installation nexus)
    {
        if (await StopAsync(Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER")) is not { } engine)
            return false;
        await engine.StartAsync(nexus);
        return true;
    }

    /// <returns>What can be started again; null when there is none that we may stop.</returns>
    public static async Task<DockerEngine?> StopAsync(string? host)
    {
        const string scheme = "unix://";
        if (host?.StartsWith(scheme, StringComparison.Ordinal) is not true
            || Path.GetDirectoryName(host[scheme.Length..]) is not { } run
            || !File.Exists(Path.Combine(run, "dockerd.pid")))
        {
            return null;
        }

        var ct = TestContext.Current.CancellationToken;
        var pid = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(run, "dockerd.pid"), ct), CultureInfo.InvariantCulture);
        var command = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", ct)).TrimEnd('\0').Split('\0');
        if (ProcessIdentity.Of(pid) is not { } engine || !engine.Send(Signal.Terminate))
            return null;
        if (!await engine.WaitGoneAsync(EndWithin, TimeProvider.System, ct))
            engine.Send(Signal.Kill);
        return new(run, command);
    }

    public Task StartAsync(Installation nexus)
    {
        var cache = Command[Command.ToList().IndexOf("--data-root") + 1];
        return nexus.RunAsync(new Argv("/bin/sh", ["-c", Begin, "sh", cache, Run, .. Command]));
    }
}
