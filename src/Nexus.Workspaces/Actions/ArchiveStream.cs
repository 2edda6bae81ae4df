using System.IO.Pipelines;
using System.Text;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;

namespace Nexus.Workspaces.Actions;

/// <summary>What <c>tar</c> prints, on its way into the store. Left before its end, nothing of it stays.</summary>
/// <param name="store">Takes all of it.</param>
internal sealed class ArchiveStream(Func<Stream, Task<PreparedArtifact>> store) : IAsyncDisposable
{
    private const int LongestComplaint = 4 * 1024;

    /// <summary>GNU tar's code for an archive that is whole, of files that were written to meanwhile.</summary>
    private const int ChangedMeanwhile = 1;

    private static readonly string[] Meanwhile =
        ["changed as we read it", "removed before we read it", "padding with zeros"];

    private readonly Pipe _pipe = new();
    private readonly StringBuilder _complaint = new();
    private Task<PreparedArtifact>? _storing;
    private bool _isEnded;

    /// <summary>The end of what it complained of.</summary>
    public string Complaint => _complaint.ToString().Trim();

    /// <exception cref="NexusException">Why it is not taken: it is too large, say.</exception>
    public async Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _storing ??= StoreAsync();
        if ((await _pipe.Writer.WriteAsync(bytes, cancellationToken)).IsCompleted)
            await _storing;
    }

    public Task ComplainAsync(ReadOnlyMemory<byte> bytes)
    {
        _complaint.Append(Encoding.UTF8.GetString(bytes.Span));
        if (_complaint.Length > LongestComplaint)
            _complaint.Remove(0, _complaint.Length - LongestComplaint);
        return Task.CompletedTask;
    }

    /// <param name="code">That tar ended with. Others than GNU's fail with 1, too, and say something else.</param>
    public bool IsWhole(int code) => code == 0 || (code == ChangedMeanwhile && Meanwhile.Any(Says));

    /// <summary>There is no more of it.</summary>
    /// <exception cref="NexusException">As of <see cref="AddAsync"/>.</exception>
    public async Task<PreparedArtifact> EndAsync()
    {
        _storing ??= StoreAsync();
        _isEnded = true;
        await _pipe.Writer.CompleteAsync();
        return await _storing;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded || _storing is null)
            return;
        await _pipe.Writer.CompleteAsync(new IOException("The archive has no end."));
        await ((Task)_storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool Says(string text) => Complaint.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who writes does not wait for one who takes no more.</summary>
    private async Task<PreparedArtifact> StoreAsync()
    {
        try
        {
            return await store(_pipe.Reader.AsStream(leaveOpen: true));
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }
}
