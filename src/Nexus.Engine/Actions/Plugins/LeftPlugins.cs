using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Processes;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>
/// Ends what plugins of this home left when the server before this one was killed: it comes before the engine, which
/// does those steps again.
/// </summary>
internal sealed partial class LeftPlugins(EngineHome home, ILogger<LeftPlugins> logger) : IHostedService
{
    /// <summary>What every plugin of a home bears.</summary>
    public static ProcessMark MarkOf(EngineHome home) => new("NEXUS_PLUGIN_HOME", Path.GetFullPath(home.Path));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(home.Path, PluginShelf.Folder)))
            return;
        var count = await MarkOf(home).KillAllAsync(TimeProvider.System, cancellationToken);
        if (count > 0)
            LogEnded(count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Count} processes of plugins were left by a server before this one, and were ended")]
    private partial void LogEnded(int count);
}
