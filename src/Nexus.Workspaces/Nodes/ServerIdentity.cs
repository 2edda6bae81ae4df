namespace Nexus.Workspaces.Nodes;

/// <summary>Tells nodes whose epochs and environments these are.</summary>
/// <param name="Id"><c>env_id</c> of the home.</param>
public sealed record ServerIdentity(string Id);
