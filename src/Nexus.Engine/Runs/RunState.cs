using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>What the ledger keeps of a run: the body of its row.</summary>
internal sealed record RunState
{
    public const string Kind = "run";

    [JsonIgnore]
    public long Version { get; init; } = 1;

    public required Guid RunId { get; init; }

    /// <summary>Name of the plan.</summary>
    public required string Name { get; init; }

    public required RunStatus Status { get; init; }

    public required RunPhase Phase { get; init; }

    /// <summary>Steps are being done: its plan's, or those for a failure.</summary>
    [JsonIgnore]
    public bool IsGoing => Phase is RunPhase.Running or RunPhase.Failing;

    public string? WaitingFor { get; init; }

    /// <summary>Since when it waits for a decision and nothing else; see <see cref="RunTime.Steady"/>.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>From when its time is counted, in the same time: its begin, later by what it waited.</summary>
    public DateTimeOffset? CountedFrom { get; init; }

    public string? Lane { get; init; }

    /// <summary>Ends the runs before it in its lane; still to be done after a restart.</summary>
    public bool Supersedes { get; init; }

    public required string EventName { get; init; }

    public required ResourceRef Resource { get; init; }

    public required string OwnerId { get; init; }

    public required string OwnerOrgId { get; init; }

    public required string Layer { get; init; }

    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>W3C's <c>traceparent</c> of what asked for it; null: traces go nowhere.</summary>
    public string? Trace { get; init; }

    public required int StepCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public required JsonElement Inputs { get; init; }

    /// <summary>See <see cref="Binding.Event"/>.</summary>
    public JsonElement? Event { get; init; }

    /// <summary>See <see cref="Binding.Title"/>.</summary>
    public string? Title { get; init; }

    /// <summary>See <see cref="Binding.Priority"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>A step of this run waits for it.</summary>
    public Guid? ParentRunId { get; init; }

    /// <summary>How many runs led to this one, one after the other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Depth { get; init; }

    public JsonElement? Outputs { get; init; }

    public NexusError? Error { get; init; }

    public string? CancelReason { get; init; }

    /// <summary>See <see cref="RunView.LogArtifactId"/>.</summary>
    public Guid? LogArtifactId { get; init; }

    /// <summary>See <see cref="RunView.RetryOf"/>.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>See <see cref="RunView.RerunOf"/>.</summary>
    public Guid? RerunOf { get; init; }

    /// <summary>Of steps that a former version recorded without telling their outputs, by step name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? OutputsBefore { get; init; }
}

/// <summary>A step as its events tell it; see <see cref="StepHistory"/>.</summary>
internal sealed record StepState
{
    public required Guid StepId { get; init; }

    public required string Name { get; init; }

    public required StepStatus Status { get; init; }

    public required StepPhase Phase { get; init; }

    public int Attempt { get; init; } = 1;

    public bool MayHaveRunBefore { get; init; }

    /// <summary>The step of another run that was executed in place of this one.</summary>
    public Guid? KeptFrom { get; init; }

    /// <summary>See <see cref="StepContext.IdempotencyKey"/>.</summary>
    public string IdempotencyKey => $"{KeptFrom ?? StepId}-{Attempt}";

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Since when its attempt goes on; null while it waits.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What its attempts took before that, without waiting; null: it never began.</summary>
    public TimeSpan? Spent { get; init; }

    /// <summary>What its attempts used; see <see cref="StepUsage"/>.</summary>
    public IReadOnlyDictionary<string, long>? Used { get; init; }

    /// <summary>It wrote something, or gave a command that did.</summary>
    public bool HasLog { get; init; }

    public JsonElement? Outputs { get; init; }

    public NexusError? Error { get; init; }

    public string? Reason { get; init; }

    public GateDecision? Decision { get; init; }

    /// <summary>Of a gate: what it says to whoever decides.</summary>
    public string? Message { get; init; }

    /// <summary>An array: it is done for each of them.</summary>
    public JsonElement? Items { get; init; }

    /// <summary>It has begun and not ended.</summary>
    public bool IsOpen => Status is StepStatus.Running;

    /// <summary>Somebody decides first, or its items are done: itself has nothing to execute.</summary>
    public bool IsWaiting => Phase is StepPhase.Waiting;

    /// <summary>Somebody decides first.</summary>
    public bool IsGate => IsOpen && IsWaiting && Items is null;
}

/// <summary>A run with the steps that have begun; of a sequence the last one is the current one.</summary>
internal sealed record RunSnapshot(RunState Run, IReadOnlyList<StepState> Steps)
{
    /// <summary>Null before the first step.</summary>
    public StepState? Current => Steps.Count > 0 ? Steps[^1] : null;

    /// <summary>What can be executed now.</summary>
    public IEnumerable<StepState> Executable => Steps.Where(step => step is { IsOpen: true, IsWaiting: false });
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(StepTold))]
internal sealed partial class EngineJson : JsonSerializerContext;
