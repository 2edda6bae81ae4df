using Microsoft.Extensions.Logging;
using Nexus.Engine.Secrets;
using Nexus.Processes;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>
/// What is in <c>plugins/NAME</c> below the home when the server starts. One that cannot be read is left out: what
/// others do goes on.
/// </summary>
internal sealed partial class PluginShelf(
    EngineHome home, SecretReader secrets, Spawner spawner, ILoggerFactory loggers, ILogger<PluginShelf> logger)
{
    public const string Folder = "plugins";
    private const int Most = 100;

    /// <param name="isTaken">Names of actions that there are already.</param>
    public IEnumerable<IAction> Load(Func<string, bool> isTaken)
    {
        var folder = Path.Combine(home.Path, Folder);
        if (!Directory.Exists(folder))
            return [];
        var actions = new Dictionary<string, IAction>(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Take(Most))
        {
            if (Read(directory) is not { } plugin)
                continue;
            foreach (var call in plugin.Calls)
            {
                var action = new PluginAction(
                    plugin, call, home, secrets, spawner, loggers.CreateLogger<PluginAction>());
                if (isTaken(call.Manifest.Name) || !actions.TryAdd(call.Manifest.Name, action))
                    LogTaken(plugin.Name, call.Manifest.Name);
            }

            LogLoaded(plugin.Name, plugin.Calls.Count);
        }

        return actions.Values;
    }

    private Plugin? Read(string directory)
    {
        try
        {
            return Plugin.Read(directory);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            LogLeftOut(Path.GetFileName(directory), e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Plugin} brings {Count} actions")]
    private partial void LogLoaded(string plugin, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} is left out: {Problem}")]
    private partial void LogLeftOut(string plugin, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} brings {Action}, which there is already")]
    private partial void LogTaken(string plugin, string action);
}
