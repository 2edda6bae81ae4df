using System.IO.Pipelines;
using System.Text;
using Nexus.Contracts;
using Nexus.Platform;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// One output of a command: its end is kept at hand; of one that is longer the whole becomes an artifact, as it comes.
/// </summary>
/// <param name="most">Characters that are kept at hand.</param>
/// <param name="mask">Looks at it first.</param>
/// <param name="store">Takes the whole.</param>
internal sealed class KeptOutput(int most, OwnerMask mask, Func<Stream, Task<ArtifactView>> store) : IAsyncDisposable
{
    private readonly MaskedText _masked = new(mask);
    private readonly StringBuilder _tail = new();
    private Pipe? _whole;
    private Task<ArtifactView>? _storing;

    /// <summary>The end of it.</summary>
    public string Tail => _tail.ToString();

    /// <summary>Something before <see cref="Tail"/> is missing in it.</summary>
    public bool IsTruncated => _whole is not null;

    /// <summary>The whole, when it is longer; null: it is not, or could not be stored.</summary>
    public ArtifactView? Artifact { get; private set; }

    /// <summary>Why the whole could not be stored.</summary>
    public NexusError? Trouble { get; private set; }

    public Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        KeepAsync(_masked.Add(bytes.Span), cancellationToken);

    /// <summary>There is no more of it.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await KeepAsync(_masked.End(), cancellationToken);
        if (_whole is null || _storing is null)
            return;
        await _whole.Writer.CompleteAsync();
        try
        {
            Artifact = await _storing.WaitAsync(cancellationToken);
        }
        catch (NexusException e)
        {
            Trouble = e.Error;
        }
    }

    /// <summary>What is not ended is not stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_whole is null || _storing is null)
            return;
        await _whole.Writer.CompleteAsync(new IOException("The output has no end."));
        await ((Task)_storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KeepAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
            return;
        _tail.Append(text);
        if (_whole is null && _tail.Length > most)
        {
            _whole = new();
            _storing = StoreAsync(_whole.Reader);
            text = _tail.ToString();
        }

        if (_tail.Length > most)
            _tail.Remove(0, Start(_tail.Length - most));
        if (_whole is not null)
            await _whole.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    /// <summary>Who prints does not wait for one who takes no more.</summary>
    private async Task<ArtifactView> StoreAsync(PipeReader reader)
    {
        try
        {
            return await store(reader.AsStream(leaveOpen: true));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Not in the middle of a character that is written as two.</summary>
    private int Start(int index) => char.IsLowSurrogate(_tail[index]) ? index + 1 : index;
}
