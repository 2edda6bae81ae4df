using System.Diagnostics;
using Nexus.Contracts;

namespace Nexus.Platform.Tracing;

/// <summary>
/// What the server does, as spans of a trace. Nobody listens unless traces go somewhere, and then nothing is made: to
/// begin a span is one look at a list.
/// </summary>
public static class Spans
{
    /// <summary>Name of the source, for who listens.</summary>
    public const string Name = "Nexus";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Somebody listens.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>W3C's <c>traceparent</c> of what is done here; null: nobody listens, or nothing is done.</summary>
    public static string? Here => AreWanted ? Activity.Current?.Id : null;

    /// <summary>A span below the one this code runs in.</summary>
    /// <returns>Null: nobody listens.</returns>
    public static Activity? Begin(string what, string name) =>
        AreWanted ? Source.StartActivity($"{what} {name}") : null;

    /// <summary>The same, where something is asked of another process.</summary>
    public static Activity? BeginCall(string what, string name) =>
        AreWanted ? Source.StartActivity($"{what} {name}", ActivityKind.Client) : null;

    /// <summary>A span below one that may have begun in another process, or before a restart.</summary>
    /// <param name="parent">W3C's <c>traceparent</c>; null: it begins a trace.</param>
    /// <param name="what">It is.</param>
    /// <param name="name">Of that.</param>
    public static Activity? BeginBelow(string? parent, string what, string name)
    {
        if (!AreWanted)
            return null;
        _ = ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var context);
        return Source.StartActivity($"{what} {name}", ActivityKind.Internal, context);
    }

    /// <summary>How it ended: a message may hold what should not leave the server, a code does not.</summary>
    public static void End(this Activity? span, NexusError? error)
    {
        if (error is not null)
            span?.SetTag("error.type", error.Code).SetStatus(ActivityStatusCode.Error, error.Code);
    }
}
