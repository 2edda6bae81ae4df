using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Nexus.Engine.Actions;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Bench.Engine;

/// <summary><c>bench.echo</c> gives back what it is given. A run that does it as step 1 has begun.</summary>
internal sealed class Echo : IAction
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<(Guid Run, long At)>> _awaited =
        new(StringComparer.Ordinal);

    public ActionManifest Manifest { get; } = new(
        "bench.echo", "Gives back what it is given.",
        [
            Needed("step", InputType.Whole, "Which of the run it is."),
            Needed("text", InputType.Text, "Anything."),
        ],
        [
            Needed("step", InputType.Whole, "As it was given."),
            Needed("text", InputType.Text, "As it was given."),
        ])
    {
        IsIdempotent = true,
    };

    /// <summary>To be asked before the event is emitted.</summary>
    /// <returns>Its run, and when the first line of that one's first step was executed.</returns>
    public Task<(Guid Run, long At)> BeginOf(string correlationId) => _awaited.GetOrAdd(
        correlationId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        if (with.GetProperty("step").GetInt32() == 1 && _awaited.TryRemove(step.CorrelationId, out var awaited))
            awaited.TrySetResult((step.RunId, Stopwatch.GetTimestamp()));
        return Task.FromResult<JsonElement?>(with);
    }
}
