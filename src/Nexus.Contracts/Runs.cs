using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexus.Contracts;

[JsonConverter(typeof(SnakeCaseEnumConverter<RunStatus>))]
public enum RunStatus { Created, Running, Completed, Failed, Cancelled }

[JsonConverter(typeof(SnakeCaseEnumConverter<StepStatus>))]
public enum StepStatus { Created, Running, Completed, Failed, Skipped }

/// <summary>
/// What a run is doing, finer than its status: <c>failing</c> does what its blueprint says for a failure.
/// </summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RunPhase>))]
public enum RunPhase { Waiting, Running, Cancelling, Compensating, Ended, Failing }

/// <summary>What a step is doing, finer than its status.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StepPhase>))]
public enum StepPhase { Waiting, Running, Retrying, Ended, Compensated, CompensationFailed }

/// <summary>One execution of a plan.</summary>
public sealed record RunView
{
    public required Guid RunId { get; init; }

    /// <summary>What whoever started it calls it, else the name of its plan.</summary>
    public required string Name { get; init; }

    /// <summary>Its plan; of a blueprint its revision, <c>bp.x@0123456789ab</c>. Null: an older server.</summary>
    public string? Plan { get; init; }

    public required RunStatus Status { get; init; }

    public required RunPhase Phase { get; init; }

    /// <summary>
    /// <c>lane</c> (another run of the resource), <c>slot</c> (too many runs), <c>gate</c> (a decision), or null.
    /// </summary>
    public string? WaitingFor { get; init; }

    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>A principal's id, or <c>system</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Of whom that is, for people; null: it is no user, or this is one of a list.</summary>
    public string? ActorName { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>What whoever started it calls it; null: an event did.</summary>
    public string? Title { get; init; }

    /// <summary>A step of this run waits for it; null: none does.</summary>
    public Guid? ParentRunId { get; init; }

    /// <summary>The run whose recorded steps it goes on from.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>The run that it does again.</summary>
    public Guid? RerunOf { get; init; }

    /// <summary>How many steps its plan has.</summary>
    public required int StepCount { get; init; }

    /// <summary>The data of the event that started it.</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>What its last step returned.</summary>
    public JsonElement? Outputs { get; init; }

    /// <summary>Why it failed.</summary>
    public NexusError? Error { get; init; }

    public string? CancelReason { get; init; }

    /// <summary>Its log, when it has ended and steps of it wrote something.</summary>
    public Guid? LogArtifactId { get; init; }
}

/// <summary>One step of a run, from its beginning; steps that have not begun are not listed.</summary>
public sealed record StepView
{
    public required Guid StepId { get; init; }

    public required Guid RunId { get; init; }

    public required string Name { get; init; }

    public required StepStatus Status { get; init; }

    public required StepPhase Phase { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The server stopped during this attempt and repeated it: it may have had its effect twice.</summary>
    public bool MayHaveRunBefore { get; init; }

    /// <summary>
    /// What this attempt tells whoever it commands, the same when it is repeated; null: a server that does not say.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The step of a run before this one that was executed; this run has what is recorded of it.</summary>
    public Guid? KeptFrom { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>
    /// When the next attempt is due, while <see cref="Phase"/> is <c>retrying</c>; when a gate decides by itself, while
    /// it is <c>waiting</c>.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What its action is given, a secret as its path; null: nothing, and in lists.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Where what it wrote is, once its run has ended: the log of the run. Null: it wrote nothing.</summary>
    public Guid? LogsArtifactId { get; init; }

    public JsonElement? Outputs { get; init; }

    /// <summary>The failure of the last attempt.</summary>
    public NexusError? Error { get; init; }

    /// <summary>Why it was skipped.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a gate.</summary>
    public GateDecision? Decision { get; init; }

    /// <summary>Of a gate: what its blueprint says to whoever decides.</summary>
    public string? Message { get; init; }

    /// <summary>It waits for a decision.</summary>
    public bool IsWaitingForDecision { get; init; }
}

/// <summary>What was decided at a gate.</summary>
/// <param name="IsApproved">Else it was rejected.</param>
/// <param name="By">A principal's id, or <c>system</c> when its deadline decided.</param>
/// <param name="Comment">In their words.</param>
/// <param name="At">When it was decided.</param>
/// <param name="ByName">Of whom that is, for people; null: not known.</param>
public sealed record GateDecision(
    bool IsApproved, string By, string? Comment, DateTimeOffset At, string? ByName = null);

/// <summary>Newest first.</summary>
public sealed record RunPage(IReadOnlyList<RunView> Items, string? NextCursor);

/// <summary>In the order they began.</summary>
public sealed record StepPage(IReadOnlyList<StepView> Items, string? NextCursor);

/// <summary>The body of <c>POST /runs/{id}/cancel</c>; it may be left out.</summary>
public sealed record CancelRunRequest(string? Reason);

/// <summary>A run that a person wants, of a blueprint.</summary>
public sealed record RunCreateRequest
{
    /// <summary>What to call it; null: nothing in particular. At most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary><c>bp.x</c>, or <c>bp.x@0123456789ab</c> for a revision that is not the active one.</summary>
    public required string BlueprintRef { get; init; }

    /// <summary>An object with what the blueprint asks for; null: nothing.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Higher goes first where runs wait; -100 to 100. Null: the blueprint's own.</summary>
    public int? Priority { get; init; }
}

/// <summary>The body of <c>POST /runs/{id}/rerun</c>; it may be left out.</summary>
/// <param name="Inputs">An object with those that are to be others; the rest is as it was.</param>
public sealed record RerunRequest(JsonElement? Inputs);

/// <summary>The body of <c>approve</c> and <c>reject</c>; it may be left out.</summary>
/// <param name="Comment">At most 1000 characters; kept with the decision.</param>
public sealed record DecisionRequest(string? Comment);
