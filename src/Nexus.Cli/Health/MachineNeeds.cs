using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexus.Cli.Servers;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Health;

/// <summary>Ports, room and what the kernel allows.</summary>
internal sealed class MachineNeeds(Caller caller)
{
    private const long LeastRoom = 1L << 30;
    private const long GoodRoom = 10L << 30;
    private const string Namespaces = "/proc/sys/user/max_user_namespaces";
    private const string Unprivileged = "/proc/sys/kernel/unprivileged_userns_clone";

    private readonly Listening _listening = new(caller);

    public IEnumerable<Need> Needs() =>
    [
        new("settings", Role.Server, "say how the server listens") { LookAsync = SettingsAsync },
        new("port of the API", Role.Server, "is where the server answers") { LookAsync = ApiPortAsync },
        new("ssh ports", Role.Server, "are the doors of workspaces") { LookAsync = token => RangeAsync("ssh", token) },
        new("service ports", Role.Server, "lead to what runs in workspaces")
        {
            LookAsync = token => RangeAsync("services", token),
        },
        Need.Of("room for the home", Role.Server, "holds events, artifacts and keys", () =>
            Room("room for the home", caller.Place.NexusHome)),
        Need.Of("room for workspaces", Role.Node, "holds what workspaces are made of", () =>
            Room("room for workspaces", caller.Place.UserHome)),
        Need.Of("user namespaces", Role.Node, "keep sandboxes of the provider process apart", UserNamespaces),
        Need.Of("control groups", Role.Node, "bound processors and memory of workspaces", ControlGroups),
        Need.Of("/dev/net/tun", Role.Node, "is the way out of the provider process", () =>
            File.Exists("/dev/net/tun")
                ? new("/dev/net/tun", Verdict.Ok, "there")
                : new("/dev/net/tun", Verdict.Warn, "not there", "sudo modprobe tun")),
    ];

    private async Task<Check> SettingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var settings = await _listening.SettingsAsync(cancellationToken);
            return settings.Unknown.Count == 0
                ? new("settings", Verdict.Ok, $"profile {settings.Profile}")
                : new("settings", Verdict.Warn, $"nothing reads {string.Join(", ", settings.Unknown)}",
                    "nexus config show --all");
        }
        catch (NexusException e)
        {
            return new("settings", Verdict.Fail, e.Error.Message, e.Error.Hint);
        }
    }

    private async Task<Check> ApiPortAsync(CancellationToken cancellationToken)
    {
        const string name = "port of the API";
        if (new LocalHome(caller.Place.NexusHome).Running is { } running)
            return new(name, Verdict.Ok, $"this machine's server answers at {running}");
        var settings = await _listening.FindAsync(cancellationToken);
        return IsFree(settings.Bind, settings.Port)
            ? new(name, Verdict.Ok, $"{settings.Bind}:{settings.Port} is free")
            : new(name, Verdict.Fail, $"{settings.Bind}:{settings.Port} is taken or not of this machine",
                "nexus coordination start --port PORT, or server.port in state/config.json");
    }

    private async Task<Check> RangeAsync(string kind, CancellationToken cancellationToken)
    {
        var name = kind is "ssh" ? "ssh ports" : "service ports";
        if (new LocalHome(caller.Place.NexusHome).Running is not null)
            return new(name, Verdict.Ok, "this machine's server has them");
        var (bind, first, last) = await _listening.RangeAsync(kind, cancellationToken);
        var all = Enumerable.Range(first, Math.Max(last - first + 1, 0)).ToList();
        var free = all.Count(port => IsFree(bind, port));
        var shown = string.Create(CultureInfo.InvariantCulture, $"{free} of {all.Count} free, {bind}:{first}-{last}");
        return free == all.Count ? new(name, Verdict.Ok, shown)
            : new(name, free > 0 ? Verdict.Warn : Verdict.Fail, shown,
                $"Choose others: ports.{kind} in state/config.json");
    }

    private static bool IsFree(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var ip))
            return false;
        try
        {
            using var listener = new TcpListener(ip, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Check Room(string name, string directory)
    {
        var there = directory;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        var free = new DriveInfo(there).AvailableFreeSpace;
        var shown = $"{Words.Size(free)} free below {there}";
        return free >= GoodRoom ? new(name, Verdict.Ok, shown)
            : new(name, free >= LeastRoom ? Verdict.Warn : Verdict.Fail, shown,
                "Make room there, or choose another place.");
    }

    private static Check UserNamespaces()
    {
        const string name = "user namespaces";
        var most = Number(Namespaces) ?? 0;
        if (most == 0)
            return new(name, Verdict.Warn, "none may be made", "sudo sysctl user.max_user_namespaces=15000");
        return Number(Unprivileged) is 0 && !Environment.IsPrivilegedProcess
            ? new(name, Verdict.Warn, "only root may make them", "sudo sysctl kernel.unprivileged_userns_clone=1")
            : new(name, Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"up to {most}"));
    }

    private static Check ControlGroups() =>
        File.Exists("/sys/fs/cgroup/cgroup.controllers") ? new("control groups", Verdict.Ok, "version 2")
        : Directory.Exists("/sys/fs/cgroup/memory") ? new("control groups", Verdict.Ok, "version 1")
        : new("control groups", Verdict.Warn, "not mounted", "mount -t cgroup2 none /sys/fs/cgroup");

    private static long? Number(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
