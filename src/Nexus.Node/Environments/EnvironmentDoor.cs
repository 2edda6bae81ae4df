using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Files;
using Nexus.Node.Providers;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Environments;

/// <summary>Talks to the <c>nexus-workspaced</c> of an environment.</summary>
internal sealed class EnvironmentDoor(EnvironmentDirectories directories, TimeProvider clock)
{
    private const int AnswerMs = 5000;

    /// <exception cref="NexusException"><c>environment.not_found</c>: none of this node listens.</exception>
    public async Task<ByteChannel> ConnectAsync(string workspaceId, CancellationToken cancellationToken)
    {
        try
        {
            return await SocketDoor.ConnectAsync(directories.SocketOf(workspaceId), cancellationToken);
        }
        catch (IOException e)
        {
            throw new NexusException(ProviderErrors.EnvironmentNotFound(workspaceId), e);
        }
    }

    /// <exception cref="NexusException">Nobody listens, or it refused.</exception>
    /// <exception cref="IOException">It went away.</exception>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public async Task<HelloReply> HelloAsync(string workspaceId, CancellationToken cancellationToken)
    {
        await using var channel = await ConnectAsync(workspaceId, cancellationToken);
        var body = await channel.OpenAsync(Request(Verbs.Hello, workspaceId), clock, cancellationToken);
        return body?.Deserialize(TransportJson.Default.HelloReply)
            ?? throw new IOException("The daemon greeted with nothing.");
    }

    /// <summary>Every state of the services, from now until the stream ends or breaks.</summary>
    public async IAsyncEnumerable<Snapshot> WatchAsync(
        string workspaceId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var channel = await ConnectAsync(workspaceId, cancellationToken);
        await channel.OpenAsync(Request(Verbs.Watch, workspaceId), clock, cancellationToken);
        while (true)
            yield return await channel.ReadAsync(TransportJson.Default.Snapshot, cancellationToken);
    }

    private static StreamRequest Request(string verb, string workspaceId) =>
        new() { Verb = verb, WorkspaceId = workspaceId, DeadlineMs = AnswerMs };
}
