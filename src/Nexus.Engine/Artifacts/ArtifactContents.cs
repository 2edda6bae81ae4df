using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Platform.Artifacts;

namespace Nexus.Engine.Artifacts;

/// <summary>
/// Who needs which content: artifacts that are recorded, and those about to be. A file goes when nobody does, in the
/// same moment in which that is found, so that none goes that somebody has just begun to need.
/// </summary>
internal sealed class ArtifactContents(ArtifactFiles files, IOptions<ArtifactOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Need> _needs = new(StringComparer.Ordinal);
    private long _used;
    private long _coming;

    /// <summary>On the disk, or on the way there.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
                return _used + _coming;
        }
    }

    /// <exception cref="NexusException"><c>artifact.quota_exceeded</c>.</exception>
    public void CheckRoom(long bytes)
    {
        lock (_lock)
            Check(bytes);
    }

    /// <summary>Room for what comes; given back by <see cref="GiveBack"/>.</summary>
    /// <exception cref="NexusException"><c>artifact.quota_exceeded</c>.</exception>
    public void Take(long bytes)
    {
        lock (_lock)
        {
            Check(bytes);
            _coming += bytes;
        }
    }

    public void GiveBack(long bytes)
    {
        lock (_lock)
            _coming -= bytes;
    }

    /// <summary>From now on someone needs it, until as many times <see cref="Leave"/> is called.</summary>
    public void Need(string sha256, long length)
    {
        lock (_lock)
        {
            ref var need = ref CollectionsMarshal.GetValueRefOrAddDefault(_needs, sha256, out var isKnown);
            if (!isKnown)
                _used += length;
            need = new(length, need.Count + 1);
        }
    }

    /// <summary>One less needs it; the file goes with the last.</summary>
    /// <exception cref="IOException">It could not be removed, and is not counted any more.</exception>
    public void Leave(string sha256)
    {
        lock (_lock)
        {
            if (!_needs.TryGetValue(sha256, out var need))
                return;
            if (need.Count > 1)
            {
                _needs[sha256] = need with { Count = need.Count - 1 };
                return;
            }

            _needs.Remove(sha256);
            _used -= need.Length;
            files.Remove(sha256);
        }
    }

    /// <summary>Removes a file if nobody needs it.</summary>
    public bool Collect(string sha256)
    {
        lock (_lock)
        {
            if (_needs.ContainsKey(sha256))
                return false;
            files.Remove(sha256);
            return true;
        }
    }

    private void Check(long bytes)
    {
        if (_used + _coming + bytes > options.Value.QuotaBytes)
            throw new NexusException(ArtifactErrors.QuotaExceeded(options.Value.QuotaBytes));
    }
}

/// <param name="Length">Of the content.</param>
/// <param name="Count">How many need it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Need(long Length, int Count);
