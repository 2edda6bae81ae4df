using Nexus.Contracts;
using Nexus.Journeys.Installing;

[assembly: AssemblyFixture(typeof(ReadyWorkspaces))]

namespace Nexus.Journeys.Installing;

/// <summary>
/// One installation with a ready workspace of each provider, for the journeys that leave it as it was. Made when the
/// first test asks.
/// </summary>
public sealed class ReadyWorkspaces : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, WorkspaceView> _ready = new(StringComparer.Ordinal);
    private Installation? _installation;

    public ValueTask InitializeAsync() => default;

    /// <summary>The installation, and in it a ready workspace of that provider with the same name.</summary>
    internal async Task<(Installation Nexus, WorkspaceView Workspace)> OfAsync(string provider)
    {
        Installation.Require(provider);
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _installation ??= await Installation.StartAsync(provider);
            if (!_ready.TryGetValue(provider, out var workspace))
            {
                var repository = await _installation.MakeRepositoryAsync(name: provider);
                await _installation.NexusAsync(
                    "workspace", "create", provider, "--source", repository, "--provider", provider);
                _ready[provider] = workspace = await _installation.StatusAsync(provider);
            }

            return (_installation, workspace);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_installation is not null)
            await _installation.DisposeAsync();
        _gate.Dispose();
    }
}
