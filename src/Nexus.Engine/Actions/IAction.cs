using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions;

/// <summary>A named operation that a step of a blueprint can call.</summary>
public interface IAction
{
    ActionManifest Manifest { get; }

    /// <summary>
    /// One attempt. It is repeated after a crash with the same <see cref="StepContext.IdempotencyKey"/>, and told so.
    /// </summary>
    /// <returns>An object with the outputs; null: none.</returns>
    /// <exception cref="NexusException">It failed.</exception>
    Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken);
}

/// <summary>What is known of an action before it runs: blueprints are checked against it.</summary>
/// <param name="Name">As <c>http.call</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Inputs">What <c>with</c> may have.</param>
/// <param name="Outputs">What it returns; null: that is known only when it ran.</param>
public sealed record ActionManifest(
    string Name, string Summary, IReadOnlyList<ActionField> Inputs, IReadOnlyList<ActionField>? Outputs = null)
{
    /// <summary>Of what comes with the server; of others it names their plugin.</summary>
    public const string BuiltIn = "server";

    /// <summary>Repeated with the same key, as after a crash, it has its effect once.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>
    /// Outputs that are masked before anything is recorded of them; <c>headers.set-cookie</c> is a field of one.
    /// </summary>
    public IReadOnlyList<string> Redacts { get; init; } = [];

    /// <summary>Who has brought it.</summary>
    public string Origin { get; init; } = BuiltIn;

    internal ActionShape Shape => new(Name, Inputs, Outputs?.Select(output => output.Name).ToList());
}

/// <summary>One call.</summary>
/// <param name="Step">The attempt it is.</param>
/// <param name="With">An object; what the blueprint asks for, with its templates filled in.</param>
public sealed record ActionContext(StepContext Step, JsonElement With);
