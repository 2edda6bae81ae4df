using Nexus.Cli.Keys;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Health;

/// <summary>
/// Everything that Nexus needs of a machine, in one place: <c>nexus preflight</c> looks at all of it, <c>nexus
/// doctor</c> at what the caller's side needs.
/// </summary>
internal sealed class Manifest(Caller caller)
{
    private static readonly IReadOnlyList<(string Name, string Package, Role For, Verdict Without, string Why)> Tools =
    [
        ("ssh", "openssh-client", Role.Client, Verdict.Fail, "logs in to workspaces"),
        ("git", "git", Role.Client, Verdict.Warn, "sends the repository of this directory to a workspace"),
        ("sshd", "openssh-server", Role.Node, Verdict.Warn, "answers logins in workspaces of the provider process"),
        ("bwrap", "bubblewrap", Role.Node, Verdict.Warn, "runs workspaces without an engine (provider process)"),
        ("slirp4netns", "slirp4netns", Role.Node, Verdict.Warn, "gives the provider process a way to the network"),
        ("ip", "iproute2", Role.Node, Verdict.Warn, "gives the provider process a way to the network"),
        ("mmdebstrap", "mmdebstrap", Role.Node, Verdict.Warn, "builds the base image for docker (nexus image build)"),
    ];

    public IEnumerable<Need> For(Role roles) => All().Where(need => (need.For & roles) is not Role.None);

    private IEnumerable<Need> All() =>
    [
        .. Tools.Select(tool => Tool(tool.Name, tool.Package, tool.For, tool.Without, tool.Why)),
        Need.Of("ssh key", Role.Client, "is how a workspace knows you", Key),
        .. new OwnPrograms(caller).Needs(),
        .. new MachineNeeds(caller).Needs(),
        .. new EngineNeeds(caller).Needs(),
        .. new CredentialNeeds(caller).Needs(),
    ];

    private Need Tool(string name, string package, Role role, Verdict without, string why) =>
        new(name, role, why)
        {
            IsProgram = true,
            LookAsync = _ => Task.FromResult<Check>(
                ProgramPath.Find(name, $"{caller.Place.Variable("PATH")}:/usr/sbin:/sbin") is { } path
                    ? new(name, Verdict.Ok, path)
                    : new(name, without, "not found", $"sudo apt-get install {package}")),
        };

    private Check Key()
    {
        try
        {
            var key = SshKeys.Find(caller);
            var kind = key.PublicLine.Split(' ')[0];
            return new("ssh key", Verdict.Ok, $"{kind}, {key.Identity.File}");
        }
        catch (NexusException e)
        {
            return new("ssh key", Verdict.Fail, e.Error.Message, e.Error.Hint);
        }
    }
}
