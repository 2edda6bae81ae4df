using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Workspaces.Nodes;

/// <summary>A node as it is heard right now.</summary>
internal sealed class NodeLink(Node node, NodeHello hello, ControlConnection control)
{
    /// <summary>As it was when it connected.</summary>
    public Node Node => node;

    public string Version => hello.Version;

    /// <summary>As it said last; null: an older agent.</summary>
    public NodeCapabilities? Capabilities { get; set; } = hello.Capabilities;

    /// <summary>As probed last.</summary>
    public IReadOnlyList<ProviderView> Providers { get; set; } = hello.Providers;

    public ControlConnection Control => control;

    /// <summary>Its inventory was compared: what it reports is complete.</summary>
    public bool IsCompared { get; set; }

    /// <summary>Providers whose environments it could list; null: all.</summary>
    public IReadOnlyList<string>? Covered { get; set; }

    /// <summary>By workspace id.</summary>
    public ConcurrentDictionary<string, EnvironmentReport> Reports { get; } = new(StringComparer.Ordinal);

    public ProviderView? Usable(string provider) => Providers.FirstOrDefault(p => p.Name == provider && p.IsAvailable);
}
