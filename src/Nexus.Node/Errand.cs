namespace Nexus.Node;

/// <summary>As a log scope: on whose errand what follows is done. Each line within carries the id.</summary>
internal sealed record Errand(string CorrelationId);
