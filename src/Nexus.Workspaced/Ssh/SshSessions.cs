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
    private readonly HashSet<Login> _logins = [];
    private readonly Lock _gate = new();

    /// <exception cref="NexusException"><c>ssh.no_server</c>, <c>ssh.not_set_up</c>.</exception>
    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var program = SshServer.Program;
        if (!File.Exists(server.ConfigurationFile))
            throw SshErrors.NotSetUp();

        SshServer.MakeRunDirectory();
        await connection.AcceptAsync(cancellationToken);
        var login = new Login();
        lock (_gate)
            _logins.Add(login);
        try
        {
            await using var session = Start(program, connection);
            await FollowAsync(session, login, cancellationToken);
        }
        finally
        {
            lock (_gate)
                _logins.Remove(login);
        }
    }

    /// <summary>
    /// Ends the sessions that logged in with one of these keys, also those that are just being let in: they may have
    /// been looked up before it went.
    /// </summary>
    public async Task CutAsync(IReadOnlyList<string> fingerprints, CancellationToken cancellationToken)
    {
        ChildProcess[] sessions;
        lock (_gate)
        {
            foreach (var login in _logins.Where(login => login.Session is null))
                login.Refused.UnionWith(fingerprints);
            sessions = [.. from login in _logins
                           where login.Session is not null
                               && fingerprints.Contains(login.Fingerprint, StringComparer.Ordinal)
                           select login.Session];
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

    private async Task FollowAsync(ChildProcess session, Login login, CancellationToken cancellationToken)
    {
        if (session.Error is not { } errors)
            return;

        using var reader = new StreamReader(errors, bufferSize: 512);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            journal.Write($"sshd[{session.Pid}]: {line.TrimEnd()}");
            if (line.StartsWith(Accepted, StringComparison.Ordinal)
                && !IsLetIn(session, login, line.TrimEnd()[(line.TrimEnd().LastIndexOf(' ') + 1)..]))
            {
                await session.KillTreeAsync(cancellationToken);
            }
        }

        await session.Exited.WaitAsync(cancellationToken);
    }

    private bool IsLetIn(ChildProcess session, Login login, string fingerprint)
    {
        lock (_gate)
        {
            (login.Session, login.Fingerprint) = (session, fingerprint);
            return !login.Refused.Contains(fingerprint);
        }
    }

    /// <summary>A connection, and who came through it once that is known.</summary>
    private sealed class Login
    {
        public ChildProcess? Session { get; set; }

        public string Fingerprint { get; set; } = "";

        /// <summary>Keys that went while nobody knew whether one of them is its own.</summary>
        public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);
    }
}
