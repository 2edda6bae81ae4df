using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>A workflow: what starts it, what it does, what it gives. Everything in it has been checked.</summary>
public sealed record Blueprint
{
    /// <summary><c>bp.checkmk.auto_remediate</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<BlueprintTrigger> Triggers { get; init; }

    public BlueprintConcurrency? Concurrency { get; init; }

    /// <summary>Higher goes first; -100 to 100.</summary>
    public int Priority { get; init; }

    public BlueprintLimits Limits { get; init; } = new(null, null);

    public IReadOnlyList<BlueprintInput> Inputs { get; init; } = [];

    /// <summary>In the order of the file; what waits for what is in <see cref="BlueprintStep.Needs"/>.</summary>
    public required IReadOnlyList<BlueprintStep> Plan { get; init; }

    /// <summary>Run when the run fails.</summary>
    public IReadOnlyList<BlueprintStep> OnFailure { get; init; } = [];

    public IReadOnlyList<BlueprintOutput> Outputs { get; init; } = [];

    /// <summary>The definition in its one spelling; reading it gives this blueprint again.</summary>
    public required string Canonical { get; init; }

    /// <summary>SHA-256 of <see cref="Canonical"/>, in hexadecimal.</summary>
    public required string Revision { get; init; }
}

/// <summary>Either an event or a schedule.</summary>
public sealed record BlueprintTrigger
{
    public string? EventType { get; init; }

    /// <summary>Asked with <c>event</c> alone; null is yes.</summary>
    public Template? Where { get; init; }

    public CronSchedule? Schedule { get; init; }

    /// <summary>Of the schedule, as IANA calls it.</summary>
    public string TimeZone { get; init; } = "UTC";

    public MissedRuns Missed { get; init; }
}

/// <summary>What a schedule does about the times at which no server ran.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MissedRuns>))]
public enum MissedRuns { Skip, Once, All }

/// <param name="Key">Runs of one key follow each other; asked with <c>inputs</c> and <c>event</c>.</param>
public sealed record BlueprintConcurrency(Template Key, BusyRule OnBusy);

[JsonConverter(typeof(SnakeCaseEnumConverter<BusyRule>))]
public enum BusyRule { Queue, Cancel, Skip }

/// <param name="Steps">Executed by one run, items of <c>for_each</c> counted; null: as many as the server says.</param>
/// <param name="Wall">From begin to end, waiting for gates not counted; null: as long as the server says.</param>
public sealed record BlueprintLimits(int? Steps, TimeSpan? Wall);

public sealed record BlueprintInput
{
    public required string Name { get; init; }

    public InputType Type { get; init; } = InputType.Any;

    /// <summary>Where it is in the event, with <c>event</c> left out: <c>["data", "host"]</c>.</summary>
    public required IReadOnlyList<string> From { get; init; }

    public bool IsRequired { get; init; }

    public JsonElement? Default { get; init; }

    /// <summary>Empty: any value of the type.</summary>
    public IReadOnlyList<JsonElement> Enum { get; init; } = [];

    public string? Description { get; init; }
}

/// <summary>Types, by the words of <see cref="InputTypes.All"/>.</summary>
public enum InputType { Any, Text, Whole, Number, Flag, Map, List }

/// <param name="Value">Null: the output of this name of the last step that has one.</param>
public sealed record BlueprintOutput(string Name, Template? Value);
