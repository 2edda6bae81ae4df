using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>The <c>data</c> of a step's event; which fields it has, the event catalogue lists.</summary>
internal sealed record StepTold
{
    public required string Name { get; init; }

    public int? Attempt { get; init; }

    public bool? MayHaveRunBefore { get; init; }

    public JsonElement? Outputs { get; init; }

    public NexusError? Error { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public string? Reason { get; init; }

    public GateDecision? Decision { get; init; }

    public JsonElement? Items { get; init; }

    public string? Message { get; init; }

    public Guid? KeptFrom { get; init; }

    /// <summary>See <see cref="StepUsage"/>.</summary>
    public IReadOnlyDictionary<string, long>? Used { get; init; }

    /// <summary>See <see cref="StepLog"/>.</summary>
    public IReadOnlyList<LoggedLine>? Log { get; init; }

    public static StepTold Of(StepState step) => new() { Name = step.Name, Attempt = step.Attempt };
}
