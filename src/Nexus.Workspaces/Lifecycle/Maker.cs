namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The step of a run that made a workspace. It stands in the commit that made it: an attempt that is repeated finds
/// what it made before, also when the server died in between.
/// </summary>
/// <param name="RunId">Of which run.</param>
/// <param name="StepId">The same for all attempts.</param>
/// <param name="Key">Of the attempt, see <see cref="Engine.Runs.StepContext.IdempotencyKey"/>.</param>
public sealed record Maker(Guid RunId, Guid StepId, string Key);
