using Nexus.Contracts;

namespace Nexus.Node.Providers;

/// <summary>The providers of this node, in the order of preference.</summary>
internal sealed class ProviderSet(IReadOnlyList<IProvider> providers)
{
    public static IReadOnlyList<string> Known { get; } = ["docker", "process"];

    public IReadOnlyList<IProvider> All => providers;

    /// <exception cref="NexusException"><c>provider.not_found</c>.</exception>
    public IProvider Get(string name) =>
        providers.FirstOrDefault(provider => provider.Name == name)
        ?? throw new NexusException(ProviderErrors.NotFound(name));

    public async Task<IReadOnlyList<ProviderView>> ProbeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(providers.Select(provider => ProbeAsync(provider, cancellationToken)));

    private static async Task<ProviderView> ProbeAsync(IProvider provider, CancellationToken cancellationToken)
    {
        var probe = await provider.ProbeAsync(cancellationToken);
        return new(provider.Name, probe.IsAvailable, probe.Version, probe.Reason, provider.HasSudo);
    }
}
