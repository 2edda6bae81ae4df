using System.Security.Cryptography;

namespace Nexus.Node;

/// <summary>
/// Full jitter: a random part of a wait that doubles, so that many who lost one server do not return as one.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan? _bound;

    /// <returns>The next wait, between nothing and the current bound.</returns>
    public TimeSpan Next()
    {
        var bound = _bound ?? first;
        _bound = bound * 2 < longest ? bound * 2 : longest;
        return bound * (RandomNumberGenerator.GetInt32(1, 1001) / 1000.0);
    }

    public Backoff Reset()
    {
        _bound = null;
        return this;
    }

    public Task WaitAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.Delay(Next(), clock, cancellationToken);
}
