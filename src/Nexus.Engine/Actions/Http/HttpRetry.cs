using Nexus.Contracts;

namespace Nexus.Engine.Actions.Http;

/// <summary>Failures that may pass by themselves, and how long to wait for that.</summary>
internal static class HttpRetry
{
    public const int Most = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static bool IsWorthwhile(NexusError error) => error.Code is "http.failed" or "http.timed_out"
        || error.Details?.GetValueOrDefault("status") is "429" or "502" or "503" or "504";

    /// <param name="tried">How often, from 1.</param>
    /// <param name="jitter">At least 0, below 1.</param>
    public static TimeSpan Wait(int tried, double jitter)
    {
        var ceiling = First * Math.Pow(2, tried - 1);
        return (ceiling < Longest ? ceiling : Longest) * (0.5 + (jitter / 2));
    }
}
