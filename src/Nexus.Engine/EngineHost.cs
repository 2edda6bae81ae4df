using Microsoft.Extensions.Hosting;
using Nexus.Engine.Runs;

namespace Nexus.Engine;

/// <summary>Takes up unfinished runs when the server starts, and lets go of them when it stops.</summary>
internal sealed class EngineHost(RunEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync().WaitAsync(cancellationToken);
}
