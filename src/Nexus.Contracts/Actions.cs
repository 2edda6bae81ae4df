using System.Text.Json;

namespace Nexus.Contracts;

/// <summary>
/// The body of <c>POST /api/internal/actions/execute</c>: one step of a blueprint, without the blueprint.
/// </summary>
public sealed record ExecuteActionRequest
{
    /// <summary>As <c>http.call</c>.</summary>
    public required string Action { get; init; }

    /// <summary>An object, as <c>with</c> of a step: a value may be a template that names a secret.</summary>
    public JsonElement? With { get; init; }

    /// <summary>Of the one attempt there is, as <c>10m</c>; null: five minutes.</summary>
    public string? Timeout { get; init; }

    /// <summary>What to call the run; null: nothing in particular. At most 200 characters.</summary>
    public string? Name { get; init; }
}
