using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Node.Providers;

/// <summary>The providers of this node, in the order of preference.</summary>
internal sealed class ProviderSet(IReadOnlyList<IProvider> providers, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<string> Known { get; } = ["docker", "process"];

    public IReadOnlyList<IProvider> All => providers;

    /// <exception cref="NexusException"><c>provider.not_found</c>.</exception>
    public IProvider Get(string name) =>
        providers.FirstOrDefault(provider => provider.Name == name)
        ?? throw new NexusException(ProviderErrors.NotFound(name));

    public async Task<IReadOnlyList<ProviderView>> ProbeAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(providers.Select(provider => ProbeAsync(provider, cancellationToken)));

    /// <summary>Asks for something that a provider which is well answers at once.</summary>
    /// <exception cref="NexusException"><c>provider.not_answering</c>, or what the provider says.</exception>
    public async Task<T> AskAsync<T>(
        IProvider provider, Func<IProvider, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ask(provider, bound.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NexusException(ProviderErrors.NotAnswering(provider.Name, "5 seconds were not enough"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new NexusException(ProviderErrors.NotAnswering(provider.Name, e.Message), e);
        }
    }

    private async Task<ProviderView> ProbeAsync(IProvider provider, CancellationToken cancellationToken)
    {
        ProviderProbe probe;
        try
        {
            probe = await AskAsync(provider, (p, token) => p.ProbeAsync(token), cancellationToken);
        }
        catch (NexusException e)
        {
            probe = new(IsAvailable: false, Reason: e.Error.Message);
        }

        return new(provider.Name, probe.IsAvailable, probe.Version, probe.Reason, provider.HasSudo);
    }
}
