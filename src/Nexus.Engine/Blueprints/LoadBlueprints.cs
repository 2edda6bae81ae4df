using Microsoft.Extensions.Hosting;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Blueprints;

/// <summary>Before the engine starts.</summary>
internal sealed class LoadBlueprints(BlueprintCatalogue catalogue, TriggerTable triggers, ActionCall call)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        triggers.Know(call.Plan);
        return catalogue.LoadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
