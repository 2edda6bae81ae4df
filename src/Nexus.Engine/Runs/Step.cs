using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>One atomic unit. An attempt is repeated after a crash, so it must be safe to repeat.</summary>
public sealed record Step
{
    /// <summary>Unique in its plan.</summary>
    public required string Name { get; init; }

    /// <summary>Steps before it in the plan that must have ended; null: the one just before it. Empty: none.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>
    /// Asked when they have; false skips it, and what needs it goes on. Pure: it is asked of what the run has recorded.
    /// </summary>
    public Func<StepContext, bool>? When { get; init; }

    /// <summary>Present: before its first attempt it waits for <see cref="StepContext.Decision"/>.</summary>
    public GateTerms? Gate { get; init; }

    /// <summary>
    /// Present: it is done once for each item, as <c>name[0]</c>, <c>name[1]</c> and so on, and returns the list of
    /// what those returned. Not together with a gate.
    /// </summary>
    public ForEach? ForEach { get; init; }

    /// <summary>Its failure is no failure of the run.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Of one attempt, after which its token is cancelled; <c>run.step_timeout</c>.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Present: asked for each run in place of <see cref="Deadline"/>. Pure, as conditions are.</summary>
    public Func<StepContext, TimeSpan>? DeadlineOf { get; init; }

    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>What it is given beside what the run is; null: nothing. Pure, as conditions are.</summary>
    public Func<StepContext, JsonElement>? Inputs { get; init; }

    /// <summary>Returns its output, a small JSON value, or null. A failure is a <see cref="NexusException"/>.</summary>
    public required Func<StepContext, CancellationToken, Task<JsonElement?>> RunAsync { get; init; }

    /// <summary>Undoes a completed step when its run fails or is cancelled. Must be safe to repeat.</summary>
    public Func<StepContext, CancellationToken, Task>? CompensateAsync { get; init; }

    /// <summary>With the deadline it has in that run.</summary>
    internal Step For(StepContext context) =>
        DeadlineOf is { } deadline ? this with { Deadline = deadline(context) } : this;
}

/// <summary>A step for each of several items.</summary>
/// <param name="Items">
/// An array, asked for once, when what the step needs has ended. At most <see cref="Most"/>. Pure, as conditions are.
/// </param>
/// <param name="AtOnce">How many of them are done at a time.</param>
public sealed record ForEach(Func<StepContext, JsonElement> Items, int AtOnce = 1)
{
    public const int Most = 1000;
}

/// <summary>What a gate waits for: a person's decision, or its deadline.</summary>
/// <param name="Deadline">From when it begins to wait; null: for ever.</param>
/// <param name="IsApprovedByDefault">What is decided at the deadline.</param>
public sealed record GateTerms(TimeSpan? Deadline = null, bool IsApprovedByDefault = false)
{
    /// <summary>What it says to whoever decides. Pure, as conditions are.</summary>
    public Func<StepContext, string>? Message { get; init; }
}

/// <summary>How often an attempt is made, and how long between: full jitter under a doubling ceiling.</summary>
public sealed record RetryPolicy(int Attempts, TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Failures worth another attempt; others end the step at once.</summary>
    public Func<NexusError, bool> IsWorthwhile { get; init; } = _ => true;

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">At least 0, below 1.</param>
    internal TimeSpan Delay(int attempt, double jitter)
    {
        var ceiling = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(ceiling * jitter);
    }
}

/// <summary>What a step knows.</summary>
public sealed record StepContext
{
    private StepUsage? _usage;
    private StepLog? _log;

    public required Guid RunId { get; init; }

    public required Guid StepId { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>
    /// The same for an attempt that is repeated because the server stopped during it, so a receiver can tell that it
    /// has seen the command. A retry after a recorded failure has a new key: it is meant to be executed again.
    /// </summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The attempt was begun before the last restart: it may have had its effect.</summary>
    public required bool MayHaveRunBefore { get; init; }

    public required ResourceRef Resource { get; init; }

    public required string CorrelationId { get; init; }

    public required string Actor { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>The data of the event that started the run, or what was bound of it.</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>See <see cref="Binding.Event"/>.</summary>
    public JsonElement? Event { get; init; }

    /// <summary>Why the run fails; of a step for that.</summary>
    public NexusError? RunError { get; init; }

    /// <summary>What it is done for, and its place, from 0; null: it is done once.</summary>
    public JsonElement? Item { get; init; }

    public int? Index { get; init; }

    /// <summary>Of a step with a gate: what was decided.</summary>
    public GateDecision? Decision { get; init; }

    /// <summary>What earlier steps returned, by step name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs => field ??= StepHistory.Outputs(Before);

    /// <summary>How the steps that have begun are, by step name.</summary>
    public IReadOnlyDictionary<string, StepStatus> Statuses =>
        field ??= Before.ToDictionary(step => step.Name, step => step.Status, StringComparer.Ordinal);

    internal IReadOnlyList<StepState> Before { get; init; } = [];

    /// <summary>Commits with the step's completion, or not at all; a conflict fails the attempt.</summary>
    public LedgerBatch? AlsoCommit { get; set; }

    /// <summary>Told once the attempt is over: whether <see cref="AlsoCommit"/> was committed.</summary>
    public Action<bool>? Settle { get; set; }

    /// <summary>What the attempt uses beyond its time; recorded with its end.</summary>
    public StepUsage Usage => LazyInitializer.EnsureInitialized(ref _usage);

    /// <summary>What the attempt has to say; recorded with its end.</summary>
    public StepLog Log => LazyInitializer.EnsureInitialized(ref _log);

    internal AttemptNotes Notes => new(_usage?.Used, _log?.Lines);
}
