using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>How a run was let in.</summary>
/// <param name="WaitingFor">Null when it may begin with the commit that creates it.</param>
/// <param name="Refused">Why it was not; null: it was.</param>
internal readonly record struct Entry(string? WaitingFor, NexusError? Refused);
