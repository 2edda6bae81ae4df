using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Exec;

namespace Nexus.Workspaced.Source;

/// <summary>Answers <c>source</c>: one at a time; a repository that is there already is left alone.</summary>
internal sealed class FetchSource(Repository repository, Clone clone, BundleUpload upload, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Body(TransportJson.Default.SourceRequest);
        Check(request, connection.Request.Verb);
        await connection.AcceptAsync(cancellationToken);
        using var frames = new FrameChannel(connection.Channel);
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var watching = Task.CompletedTask;
        try
        {
            var bundle = request.Kind is "bundle" ? await upload.ReceiveAsync(connection.Channel, work.Token) : null;
            watching = request.Kind is "bundle" ? Task.CompletedTask : connection.CancelWhenGoneAsync(work);
            var view = await FetchAsync(request, bundle, frames.WriteAsync, work.Token);
            var json = JsonSerializer.SerializeToUtf8Bytes(view, TransportJson.Default.RepoView);
            await frames.WriteAsync(FrameKind.Json, json, cancellationToken);
        }
        catch (NexusException e)
        {
            await RefuseAsync(frames, e.Error, cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            var late = SourceErrors.Failed(
                connection.Request.WorkspaceId, "Fetching the source", "it took too long");
            await RefuseAsync(frames, late.Error, cancellationToken);
        }
        finally
        {
            await work.CancelAsync();
            await watching;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<RepoView> FetchAsync(
        SourceRequest request, string? bundle, OutputSink progress, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!repository.Exists)
                await clone.MakeAsync(request, bundle, progress, cancellationToken);
            return await repository.ReadAsync(cancellationToken);
        }
        finally
        {
            if (bundle is not null)
                File.Delete(bundle);
            _turn.Release();
        }
    }

    private static void Check(SourceRequest request, string verb)
    {
        SourceUrl.CheckBranch(request.Branch);
        if (request.Url is { } url)
            SourceUrl.Check(url);
        if (request.Kind is not ("git" or "bundle" or "kept" or "none")
            || request is { Kind: "git", Url: null })
        {
            throw WorkspacedErrors.BadRequest(verb);
        }
    }

    private static ValueTask RefuseAsync(FrameChannel frames, NexusError error, CancellationToken cancellationToken) =>
        frames.WriteAsync(
            FrameKind.Error, JsonSerializer.SerializeToUtf8Bytes(error, TransportJson.Default.NexusError),
            cancellationToken);
}
