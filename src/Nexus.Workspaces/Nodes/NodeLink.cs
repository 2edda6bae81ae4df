using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Workspaces.Nodes;

/// <summary>A node as it is heard right now.</summary>
internal sealed class NodeLink(
    Node node, string version, IReadOnlyList<ProviderView> providers, ControlConnection control)
{
    public Node Node => node;

    public string Version => version;

    public IReadOnlyList<ProviderView> Providers => providers;

    public ControlConnection Control => control;

    /// <summary>Its inventory was compared: what it reports is complete.</summary>
    public bool IsCompared { get; set; }

    /// <summary>By workspace id.</summary>
    public ConcurrentDictionary<string, EnvironmentReport> Reports { get; } = new(StringComparer.Ordinal);

    public ProviderView? Usable(string provider) => providers.FirstOrDefault(p => p.Name == provider && p.IsAvailable);
}
