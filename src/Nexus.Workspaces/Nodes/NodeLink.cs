using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Workspaces.Nodes;

/// <summary>A node as it is heard right now.</summary>
internal sealed class NodeLink(Node node, NodeHello hello, ControlConnection control)
{
    private readonly ConcurrentDictionary<string, int> _returns = new(StringComparer.Ordinal);

    /// <summary>As it was when it connected.</summary>
    public Node Node => node;

    public string Version => hello.Version;

    /// <summary>As it said last; null: an older agent.</summary>
    public NodeCapabilities? Capabilities { get; set; } = hello.Capabilities;

    /// <summary>As probed last.</summary>
    public IReadOnlyList<ProviderView> Providers { get; private set; } = hello.Providers;

    public ControlConnection Control => control;

    /// <summary>Its inventory was compared: what it reports is complete.</summary>
    public bool IsCompared { get; set; }

    /// <summary>Providers whose environments it could list; null: all.</summary>
    public IReadOnlyList<string>? Covered { get; set; }

    /// <summary>By workspace id.</summary>
    public ConcurrentDictionary<string, EnvironmentReport> Reports { get; } = new(StringComparer.Ordinal);

    public ProviderView? Usable(string provider) => Providers.FirstOrDefault(p => p.Name == provider && p.IsAvailable);

    /// <summary>Those that are available and were not before have returned.</summary>
    public void Probed(IReadOnlyList<ProviderView> providers)
    {
        foreach (var back in providers.Where(provider => provider.IsAvailable && Usable(provider.Name) is null))
            _returns.AddOrUpdate(back.Name, 1, (_, times) => times + 1);
        Providers = providers;
    }

    /// <returns>Null: it is away.</returns>
    public ProviderStay? StayOf(string provider) =>
        Usable(provider) is null ? null : new(this, provider, _returns.GetValueOrDefault(provider));
}

/// <summary>The time from one return of a provider to its next absence, or to the end of the connection.</summary>
internal readonly record struct ProviderStay(NodeLink Link, string Provider, int Returns);
