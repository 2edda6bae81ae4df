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
    private const int WatchMs = 3000;

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

    /// <returns>Whether it answers in time, be it with a refusal.</returns>
    public async Task<bool> AnswersAsync(string workspaceId, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await ConnectAsync(workspaceId, cancellationToken);
            var request = Request(Verbs.Hello, workspaceId) with { DeadlineMs = (int)within.TotalMilliseconds };
            await channel.OpenAsync(request, clock, cancellationToken);
            return true;
        }
        catch (NexusException e)
        {
            return e.Error.Code is not "environment.not_found";
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return false;
        }
    }

    /// <returns>Where every state of the services comes, from now until it breaks.</returns>
    /// <inheritdoc cref="HelloAsync"/>
    public async Task<ByteChannel> WatchAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var channel = await ConnectAsync(workspaceId, cancellationToken);
        try
        {
            await channel.OpenAsync(
                Request(Verbs.Watch, workspaceId) with { DeadlineMs = WatchMs }, clock, cancellationToken);
            return channel;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    private static StreamRequest Request(string verb, string workspaceId) =>
        new() { Verb = verb, WorkspaceId = workspaceId, DeadlineMs = AnswerMs };
}
