using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary>What can be wrong with a child home on this machine.</summary>
internal static class ChildErrors
{
    public static NexusError NoParent(string home) =>
        new("child.no_parent", $"The server of {home} does not run, so nobody could know of the child.",
            "Run 'nexus coordination start --detach', or set NEXUS_HOME to the home of one that runs.");

    public static NexusError NotEmpty(string path) =>
        new("child.not_empty", $"{path} is not an empty directory.", "Choose another with --to.");

    public static NexusError Inside(string path, string home) =>
        new("child.inside", $"{path} and {home} are one within the other.",
            "A home is one directory that nobody else writes in: choose another with --to.");

    public static NexusError PortTaken(int port) =>
        new("child.port_taken", $"Port {port} is not free.", "Choose another with --port.");

    public static NexusError NoPorts() =>
        new("child.no_ports", "No ports are left for the workspaces of another child home.",
            "Make 'ports' of this home smaller, or take a child out: 'nexus child rm ID'.");

    public static NexusError NotFound(string id) =>
        new("child.not_found", $"There is no child home '{id}'.", "See 'nexus child list'.");

    public static NexusError NotAnswering(string path, int port) =>
        new("child.not_answering", $"The server of {path} does not answer at port {port} with the token in its home.",
            $"Read {path}/state/logs/nexusd.log; the same command goes on where this one ended.");

    public static NexusError BadPort(string typed) =>
        new("child.invalid", $"'{typed}' is no port.", "Use 1024 to 65535.");
}
