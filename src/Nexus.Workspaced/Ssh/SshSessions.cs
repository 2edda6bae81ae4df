using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Logs;

namespace Nexus.Workspaced.Ssh;

/// <summary>
/// Answers <c>ssh</c>: the connection itself becomes the standard input and output of an sshd of its own, so no byte of
/// it passes through us.
/// </summary>
internal sealed class SshSessions(SshServer server, Spawner spawner, Journal journal)
{
    private const string Accepted = "Accepted publickey for ";
    private readonly Dictionary<ChildProcess, string> _fingerprints = [];
    private readonly Lock _gate = new();

    /// <exception cref="NexusException"><c>ssh.no_server</c>, <c>ssh.not_set_up</c>.</exception>
    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var program = SshServer.Program;
        if (!File.Exists(server.ConfigurationFile))
            throw SshErrors.NotSetUp();

        SshServer.MakeRunDirectory();
        await connection.AcceptAsync(cancellationToken);
        await using var session = Start(program, connection);
        try
        {
            await FollowAsync(session, cancellationToken);
        }
        finally
        {
            lock (_gate)
                _fingerprints.Remove(session);
        }
    }

    /// <summary>Ends the sessions that logged in with one of these keys.</summary>
    public async Task CutAsync(IReadOnlyList<string> fingerprints, CancellationToken cancellationToken)
    {
        ChildProcess[] sessions;
        lock (_gate)
        {
            sessions = [.. from session in _fingerprints
                           where fingerprints.Contains(session.Value, StringComparer.Ordinal)
                           select session.Key];
        }

        foreach (var session in sessions)
            await session.KillTreeAsync(cancellationToken);
    }

    private ChildProcess Start(string program, Connection connection)
    {
        var socket = StdioTarget.Of(connection.Channel.Socket.SafeHandle);
        var session = spawner.Spawn(new SpawnRequest(new Argv(program, "-i", "-e", "-f", server.ConfigurationFile))
        {
            Input = socket,
            Output = socket,
            Error = StdioTarget.Pipe,
        });
        connection.Channel.Socket.Dispose();
        return session;
    }

    private async Task FollowAsync(ChildProcess session, CancellationToken cancellationToken)
    {
        if (session.Error is not { } errors)
            return;

        using var reader = new StreamReader(errors, bufferSize: 512);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            journal.Write($"sshd[{session.Pid}]: {line.TrimEnd()}");
            if (line.StartsWith(Accepted, StringComparison.Ordinal))
                Remember(session, line.TrimEnd()[(line.TrimEnd().LastIndexOf(' ') + 1)..]);
        }

        await session.Exited.WaitAsync(cancellationToken);
    }

    private void Remember(ChildProcess session, string fingerprint)
    {
        lock (_gate)
            _fingerprints[session] = fingerprint;
    }
}
