using Microsoft.AspNetCore.Mvc;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>What a caller asked for; all that is given must hold.</summary>
internal sealed record RunFilter
{
    /// <summary>A <see cref="RunStatus"/>, as a run shows it.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>The blueprint's id with or without its revision, the plan, or the name the run was given.</summary>
    [FromQuery(Name = "name")]
    public string? Name { get; init; }

    /// <summary>RFC 3339: those that began to be then or later.</summary>
    [FromQuery(Name = "since")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Beside those that are too old.</summary>
    public bool WantsAll => Status is null && Name is null;

    /// <exception cref="NexusException"><c>request.invalid</c>: no run ever has this status.</exception>
    public void Check()
    {
        if (Status is not null && !Enum.GetValues<RunStatus>().Any(Is))
        {
            throw QueryErrors.Unfit(
                "status", $"There is no status '{Status}'.",
                $"It is one of {string.Join(", ", Enum.GetValues<RunStatus>().Select(Word))}.");
        }
    }

    public bool IsTooOld(RunState run) => run.CreatedAt < Since;

    public bool Wants(RunState run) => WantsAll || ((Status is null || Is(run.Status)) && (Name is null || IsOf(run)));

    private bool IsOf(RunState run) =>
        Same(Name, run.Title) || Same(Name, run.Name) || Same(Name, run.Name.Split('@')[0]);

    private bool Is(RunStatus status) => Same(Status, Word(status));

    private static string Word(RunStatus status) => status.ToString().ToLowerInvariant();

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);
}
