using Nexus.Cli.Daemons;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Children;

/// <summary>The server of a child home: another process, with a token of its own.</summary>
internal sealed class ChildServer(Caller caller, ChildHome home, int port)
{
    private readonly DaemonControl _control = CoordinationCommands.Control(caller, home.Path, []);

    public bool Runs => _control.Running() is not null;

    /// <summary>One that runs already has been started.</summary>
    /// <exception cref="NexusException">As <see cref="DaemonControl.DetachAsync"/>.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await _control.RunsAsync(IsReadyAsync, cancellationToken))
            await _control.DetachAsync(IsReadyAsync, cancellationToken);
    }

    public Task<bool> StopAsync(CancellationToken cancellationToken) => _control.StopAsync(cancellationToken);

    /// <summary>As its administrator.</summary>
    public async Task<T> AskAsync<T>(Func<NexusClient, Task<T>> ask)
    {
        using var http = Connection.Open(new($"http://127.0.0.1:{port}"), home.Token);
        return await ask(new(http, caller.Clock));
    }

    /// <summary>It answers, and to the token of this very home: no other server does.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(client => client.SettingsAsync(cancellationToken));
            return true;
        }
        catch (NexusException)
        {
            return false;
        }
    }

    private async Task<bool> IsReadyAsync(ProcessIdentity process, CancellationToken cancellationToken) =>
        _control.Running() == process && await IsHealthyAsync(cancellationToken);
}
