namespace Nexus.Node.Providers.Process;

/// <summary>
/// What lies in the directory of a sandboxed environment. The directory is the node's; it is not shared.
/// </summary>
internal sealed record SandboxPaths(string Root)
{
    public const string HomeName = "home";

    /// <summary>Directories the environment's user owns.</summary>
    public static IReadOnlyList<string> Writable { get; } = ["etc", HomeName, "state", "s"];

    public string Etc => Path.Combine(Root, "etc");

    public string Home => Path.Combine(Root, HomeName);

    /// <summary>Of <c>nexus-workspaced</c>: what it keeps between starts.</summary>
    public string State => Path.Combine(Root, "state");

    /// <summary>Read-only inside: <c>/opt/nexus</c>.</summary>
    public string Programs => Path.Combine(Root, "opt");

    public string Shared => Path.Combine(Root, "s");

    /// <summary>What bubblewrap says: the pid of the main process, later its exit code.</summary>
    public string Status => Path.Combine(Root, "status.json");

    public string Record => Path.Combine(Root, "sandbox.json");

    public string Log => Path.Combine(Root, "log");

    /// <summary>Of its way out, and of the wall before it.</summary>
    public string EgressLog => Path.Combine(Root, "egress.log");
}
