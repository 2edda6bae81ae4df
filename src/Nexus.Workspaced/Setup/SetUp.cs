using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Ssh;

namespace Nexus.Workspaced.Setup;

/// <summary>Answers <c>setup</c> and <c>keys</c>. One at a time, repeatable.</summary>
internal sealed class SetUp(UserAccount user, Variables variables, SshParts ssh, Journal journal) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Since the daemon started.</summary>
    public bool IsDone { get; private set; }

    public async Task AnswerSetupAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Body(TransportJson.Default.SetupRequest);
        SetupReply reply;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            variables.Set(request.Environment);
            var key = await ssh.HostKey.EnsureAsync(request.HostKey, cancellationToken);
            await ReplaceKeysAsync(request.AuthorizedKeys, cancellationToken);
            await ssh.Server.ConfigureAsync(user, variables, cancellationToken);
            LinkRepository();
            reply = new SetupReply(key.Private, key.Public, user.Name, Sudo.Allow(user));
            IsDone = true;
        }
        finally
        {
            _turn.Release();
        }

        await connection.AcceptAsync(reply, TransportJson.Default.SetupReply, cancellationToken);
    }

    public async Task AnswerKeysAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Body(TransportJson.Default.KeysRequest);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReplaceKeysAsync(request.AuthorizedKeys, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        await connection.AcceptAsync(cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private async Task ReplaceKeysAsync(IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var removed = await ssh.Keys.ReplaceAsync(lines, cancellationToken);
        await ssh.Sessions.CutAsync(removed, cancellationToken);
    }

    /// <summary>Where the first users looked for it.</summary>
    private void LinkRepository()
    {
        const string Link = "/workspace";
        if (!Environment.IsPrivilegedProcess || Path.Exists(Link) || new FileInfo(Link).LinkTarget is not null)
            return;

        try
        {
            File.CreateSymbolicLink(Link, user.Repository);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            journal.Write($"{Link} could not be made: {e.Message}");
        }
    }
}
