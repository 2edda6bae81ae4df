using Microsoft.Extensions.Hosting;

namespace Nexus.Engine.Blueprints;

/// <summary>Before the engine starts.</summary>
internal sealed class LoadBlueprints(BlueprintCatalogue catalogue) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => catalogue.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
