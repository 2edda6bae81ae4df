using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Nexus.Node.Files;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// The way out of a sandbox: slirp4netns, which is a user-mode router with no way to the machine's own loopback. It
/// ends with the environment, whose pipe it holds.
/// </summary>
internal sealed partial class Egress(Spawner spawner, ILogger logger)
{
    private const string Tunnel = "/dev/net/tun";

    /// <summary>5 is the environment's pipe; it is opened for writing first, so that opening cannot wait.</summary>
    private const string Launch = "exec 6<>alive 5<alive 6>&- && exec \"$@\"";

    /// <returns>What is missing, for people; null when there is egress.</returns>
    public static string? WhyNot(bool isRoot)
    {
        if (ProgramPath.Find("slirp4netns", Environment.GetEnvironmentVariable("PATH")) is null)
            return "No way out of the sandbox: install the package 'slirp4netns'.";
        return isRoot || IsTunnelOpen()
            ? null
            : $"No way out of the sandbox: {Tunnel} is not open to this user.";
    }

    /// <returns>The helper; null when there is no egress, which is no failure.</returns>
    public ProcessIdentity? Start(int mainPid, uint? user, SandboxPaths paths)
    {
        if (WhyNot(user is not null) is { } reason)
        {
            LogNone(paths.Root, reason);
            return null;
        }

        var network = $"/proc/{mainPid.ToString(CultureInfo.InvariantCulture)}/ns/net";
        using var owner = OwnerOf(network);
        if (owner is null)
        {
            LogNone(paths.Root, "The environment has ended.");
            return null;
        }

        var log = StdioTarget.AppendTo(Path.Combine(paths.Root, "egress.log"));
        return spawner.Spawn(new SpawnRequest(Arguments(network, user, IsTunnelOpen()))
        {
            Input = StdioTarget.Of(owner),
            Output = log,
            Error = log,
            WorkingDirectory = paths.Root,
        }).Identity;
    }

    /// <param name="network">Path of the network namespace.</param>
    /// <param name="user">Null: the node is not root, and the helper is as the node.</param>
    /// <param name="isTunnelOpen">
    /// Otherwise only root can open the tunnel. Its helper gets mounts of its own that nobody shares: slirp4netns 1.2
    /// detaches all it sees from its sandbox, and with it what is mounted below a shared mount of the machine.
    /// </param>
    public static Argv Arguments(string network, uint? user, bool isTunnelOpen) => new("/bin/sh", [
        "-c", Launch, "sh",
        .. (user, isTunnelOpen) switch
        {
            (null, _) => [],
            ({ } id, true) => SandboxArguments.As(id),
            _ => ["unshare", .. SandboxArguments.OwnMounts],
        },
        "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", "--enable-sandbox", "--exit-fd=5",
        "--userns-path=/proc/self/fd/0", "--netns-type=path", network, "tap0"]);

    /// <summary>
    /// Bubblewrap makes two user namespaces, one in the other; the network belongs to the outer one, in which no
    /// process is left. So it is asked of the network namespace itself.
    /// </summary>
    private static SafeFileHandle? OwnerOf(string network)
    {
        var descriptor = Native.Open(network, Native.OpenReadFlags);
        if (descriptor < 0)
            return null;
        var owner = Native.Control(descriptor, Native.GetUserNamespace);
        _ = Native.Close(descriptor);
        return owner < 0 ? null : new SafeFileHandle(owner, ownsHandle: true);
    }

    private static bool IsTunnelOpen() =>
        File.Exists(Tunnel) && File.GetUnixFileMode(Tunnel).HasFlag(UnixFileMode.OtherWrite);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox in {Directory} has no network. {Reason}")]
    private partial void LogNone(string directory, string reason);
}
