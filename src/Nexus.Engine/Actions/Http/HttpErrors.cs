using System.Net;
using Nexus.Contracts;

namespace Nexus.Engine.Actions.Http;

/// <summary>Why a call does not succeed.</summary>
internal static class HttpErrors
{
    public static NexusError BadCall(string why) =>
        new("http.bad_call", $"The call cannot be made: {why}.", "Mend the step's inputs; nothing was sent.");

    public static NexusError Blocked(string host, IPAddress address) =>
        new("http.blocked", $"{host} is {address}, which calls may not reach.",
            "An administrator can add its network to http.allowedNetworks.");

    public static NexusError Failed(string url, string why) =>
        new("http.failed", $"{url} cannot be called: {why.TrimEnd('.')}.",
            "Check its address, and that it can be reached from the server; give the step a retry.");

    public static NexusError TimedOut(string url, TimeSpan limit) =>
        new("http.timed_out", $"{url} has not answered within {limit.TotalSeconds:0.###} s.",
            "Give the step a longer 'timeout', or a retry.");

    public static NexusError TooLarge(string url, long limit) =>
        new("http.too_large", $"{url} answers with more than {limit} bytes.",
            "Ask for less, or raise 'max_bytes'; 1 MiB is the most.");

    /// <summary>The answer itself is in the details.</summary>
    public static NexusError Unexpected(string url, int status, string body) =>
        new("http.unexpected_status", $"{url} answered with {status}.",
            "See its answer in the details; name the statuses that are no failure in 'expect'.")
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["status"] = $"{status}",
                ["body"] = body,
            },
        };
}
