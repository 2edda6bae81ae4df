using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Nexus.Workspaces.Users;

/// <summary>The requests that users have open, so that streams end with the right to them.</summary>
public sealed class LiveRequests
{
    private readonly ConcurrentDictionary<Entry, string> _open = new();

    /// <summary>
    /// Until the request ends. Whether the user may come in is to be asked after this: who is revoked in between is
    /// then found by the one or the other.
    /// </summary>
    public void Enter(string userId, HttpContext context)
    {
        var entry = new Entry(this, context);
        _open[entry] = userId;
        context.Response.RegisterForDispose(entry);
    }

    /// <summary>Breaks off what a user has open, but for the request that asks for it.</summary>
    public void End(string userId, HttpContext? except = null)
    {
        foreach (var (entry, user) in _open)
        {
            if (user == userId && !entry.IsOf(except))
                entry.Abort();
        }
    }

    private sealed class Entry(LiveRequests all, HttpContext context) : IDisposable
    {
        public bool IsOf(HttpContext? other) => ReferenceEquals(context, other);

        public void Abort() => context.Abort();

        public void Dispose() => all._open.TryRemove(this, out _);
    }
}
