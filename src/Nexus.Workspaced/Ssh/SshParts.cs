using Nexus.Processes;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Ssh;

/// <summary>What makes up SSH in the environment.</summary>
internal sealed class SshParts
{
    public SshParts(StateDirectory state, Spawner spawner, Journal journal, TimeProvider clock)
    {
        var processes = new ProcessRunner(clock, spawner);
        HostKey = new HostKey(state, processes);
        Keys = new AuthorizedKeys(state, processes);
        Server = new SshServer(state, HostKey, Keys, processes);
        Sessions = new SshSessions(Server, spawner, journal);
    }

    public HostKey HostKey { get; }

    public AuthorizedKeys Keys { get; }

    public SshServer Server { get; }

    public SshSessions Sessions { get; }
}
