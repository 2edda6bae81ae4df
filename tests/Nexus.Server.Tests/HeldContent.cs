using System.Net;

namespace Nexus.Server.Tests;

/// <summary>A body that has begun, and ends when the test says so.</summary>
internal sealed class HeldContent(long? length = null) : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task Begun => _begun.Task;

    public void Release() => _release.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("begun"u8.ToArray(), Ct);
        await stream.FlushAsync(Ct);
        _begun.TrySetResult();
        await _release.Task.WaitAsync(Ct);
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override void Dispose(bool disposing)
    {
        _release.TrySetResult();
        base.Dispose(disposing);
    }
}
