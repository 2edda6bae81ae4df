using Microsoft.Extensions.Logging;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// The way out of a sandbox: slirp4netns, which is a user-mode router with no way to the machine's own loopback. It
/// ends with the environment, whose pipe it holds.
/// </summary>
internal sealed partial class Egress(Spawner spawner, SandboxWall wall, ILogger logger)
{
    private const string Tunnel = "/dev/net/tun";

    /// <summary>5 is the environment's pipe; it is opened for writing first, so that opening cannot wait.</summary>
    private const string Launch = "exec 6<>alive 5<alive 6>&- && exec \"$@\"";

    /// <returns>What is missing, for people; null when there is egress.</returns>
    public static string? WhyNot(bool isRoot)
    {
        var path = $"{Environment.GetEnvironmentVariable("PATH")}:{ProgramPath.Default}";
        foreach (var (program, package) in ((string, string)[])[("slirp4netns", "slirp4netns"), ("ip", "iproute2")])
        {
            if (ProgramPath.Find(program, path) is null)
                return $"No way out of the sandbox: install the package '{package}'.";
        }

        return isRoot || IsTunnelOpen()
            ? null
            : $"No way out of the sandbox: {Tunnel} is not open to this user.";
    }

    /// <returns>The helper; null when there is no egress, which is no failure.</returns>
    public async Task<ProcessIdentity?> StartAsync(
        KnownProcess main, uint? user, SandboxPaths paths, CancellationToken cancellationToken)
    {
        using var network = SandboxNetwork.Of(main.Pid);
        var reason = WhyNot(user is not null)
            ?? (network is null ? "The environment has ended." : await wall.CloseAsync(main, paths, cancellationToken));
        if (network is null || reason is not null)
        {
            LogNone(paths.Root, reason);
            return null;
        }

        var log = StdioTarget.AppendTo(paths.EgressLog);
        return spawner.Spawn(new SpawnRequest(Arguments(network.Path, user, IsTunnelOpen()))
        {
            Input = StdioTarget.Of(network.Owner),
            Output = log,
            Error = log,
            WorkingDirectory = paths.Root,
        }).Identity;
    }

    /// <param name="network">Path of the network namespace; the input is its user namespace.</param>
    /// <param name="user">Null: the node is not root, and the helper is as the node.</param>
    /// <param name="isTunnelOpen">
    /// To the user, who is root in that user namespace and has to be there: slirp4netns 1.2 has no sandbox of its own
    /// for who is not root. Otherwise only the machine's root can open the tunnel. Its helper gets mounts that nobody
    /// shares: it detaches all it sees from its sandbox, and with it what is mounted below a shared mount.
    /// </param>
    public static Argv Arguments(string network, uint? user, bool isTunnelOpen) => new("/bin/sh", [
        "-c", Launch, "sh",
        .. (user, isTunnelOpen) switch
        {
            (null, _) => SandboxNetwork.EnterOwner,
            ({ } id, true) => [.. SandboxArguments.As(id), .. SandboxNetwork.EnterOwner],
            _ => (string[])["unshare", .. SandboxArguments.OwnMounts],
        },
        "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", "--enable-sandbox", "--exit-fd=5",
        .. user is null || isTunnelOpen ? Array.Empty<string>() : ["--userns-path=/proc/self/fd/0"],
        "--netns-type=path", network, "tap0"]);

    private static bool IsTunnelOpen() =>
        File.Exists(Tunnel) && File.GetUnixFileMode(Tunnel).HasFlag(UnixFileMode.OtherWrite);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox in {Directory} has no network. {Reason}")]
    private partial void LogNone(string directory, string? reason);
}
