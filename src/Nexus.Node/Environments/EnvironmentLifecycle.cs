using Nexus.Contracts;
using Nexus.Node.Providers;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Environments;

/// <summary>Makes environments what the server wants them to be. Every method can be repeated at any point.</summary>
internal sealed class EnvironmentLifecycle(
    ProviderSet providers, EnvironmentDirectories directories, EnvironmentDoor door, EnvironmentWatches watches,
    ReportBoard board, MakeEnvironment make, DaemonProgram daemon, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <param name="request">What shall be.</param>
    /// <param name="server">Who wants it, and so has it from now on; null: a server that does not tell.</param>
    /// <param name="anew">The command that wants it made anew around its home, which is done once; null: none.</param>
    /// <param name="within">How long its daemon may take to answer.</param>
    /// <param name="cancellationToken">Ends the attempt; what was made stays.</param>
    public async Task<EnsureReply> EnsureAsync(
        EnsureRequest request, string? server, string? anew, TimeSpan within, CancellationToken cancellationToken)
    {
        var workspaceId = request.WorkspaceId;
        var provider = providers.Get(request.Provider);
        await make.RunAsync(request, server, provider, anew, cancellationToken);
        if (await provider.InspectAsync(workspaceId, cancellationToken) is not { IsRunning: true })
        {
            await provider.PutAsync(workspaceId, [daemon.ToFile()], cancellationToken);
            await provider.StartAsync(workspaceId, cancellationToken);
        }

        var hello = await AnswerAsync(provider, workspaceId, within, cancellationToken);
        _ = watches.Begin(workspaceId, provider.Name);
        var record = directories.Find(workspaceId);
        if (record is { HasAnswered: false })
            directories.Write(record with { HasAnswered = true });
        return new(
            record is { HasAnswered: false }, hello, record?.Made,
            record?.Unbounded is { } why ? EnvironmentErrors.Unbounded(workspaceId, why) : null);
    }

    /// <summary>Before anything is ended for it.</summary>
    public Task CheckAsync(EnsureRequest request, CancellationToken cancellationToken) =>
        providers.Get(request.Provider).CheckImageAsync(request.Image, cancellationToken);

    public async Task StopAsync(StopEnvironmentRequest request, CancellationToken cancellationToken)
    {
        var grace = TimeSpan.FromMilliseconds(Math.Clamp(request.GraceMs, 0, 600_000));
        await ProviderOf(request.WorkspaceId, request.Provider)
            .StopAsync(request.WorkspaceId, grace, cancellationToken);
    }

    public async Task DestroyAsync(EnvironmentRequest request, CancellationToken cancellationToken)
    {
        var workspaceId = request.WorkspaceId;
        var provider = ProviderOf(workspaceId, request.Provider);
        await watches.EndAsync(workspaceId);
        await provider.DestroyAsync(workspaceId, cancellationToken);
        try
        {
            directories.Remove(workspaceId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(EnvironmentErrors.NotRemoved(workspaceId, e.Message), e);
        }

        board.Remove(workspaceId);
    }

    private async Task<HelloReply> AnswerAsync(
        IProvider provider, string workspaceId, TimeSpan within, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var looked = started;
        var backoff = new Backoff(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return await door.HelloAsync(workspaceId, cancellationToken);
            }
            catch (Exception e) when (e is IOException or TimeoutException or NexusException)
            {
                if (clock.GetElapsedTime(started) > within)
                {
                    var tail = await provider.TailAsync(workspaceId, cancellationToken);
                    throw new NexusException(EnvironmentErrors.NotAnswering(workspaceId, e.Message, tail.Trim()), e);
                }
            }

            if (clock.GetElapsedTime(looked) > Look)
            {
                looked = clock.GetTimestamp();
                await MustRunAsync(provider, workspaceId, cancellationToken);
            }

            await backoff.WaitAsync(clock, cancellationToken);
        }
    }

    private static async Task MustRunAsync(
        IProvider provider, string workspaceId, CancellationToken cancellationToken)
    {
        var info = await provider.InspectAsync(workspaceId, cancellationToken);
        if (info is { IsRunning: true })
            return;
        var tail = info is null ? "" : await provider.TailAsync(workspaceId, cancellationToken);
        throw new NexusException(
            EnvironmentErrors.Ended(workspaceId, info?.Reason ?? "it is gone.", tail.Trim()));
    }

    /// <summary>The one that made it: what is remembered weighs more than what is asked.</summary>
    private IProvider ProviderOf(string workspaceId, string asked) =>
        providers.Get(directories.Find(workspaceId)?.Provider ?? asked);
}
