namespace Nexus.Workspaces.Nodes;

/// <summary>What to ask of a node, apart from the body.</summary>
public sealed record NodeCommand(
    string NodeId, string NodeName, string Verb, string Id, long Epoch, TimeSpan Deadline);
