using Nexus.Contracts;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>What a plugin can do wrong, or tell of.</summary>
internal static class PluginErrors
{
    private const int LongestTold = 1000;

    public static NexusError NotStarted(string plugin, string why) =>
        new("plugin.not_started", $"The plugin {plugin} does not start: {why.TrimEnd('.')}.",
            $"Check 'command' in plugins/{plugin}/plugin.json of the server's home, and that it may be executed.");

    public static NexusError Crashed(string plugin, int code, string complaint) =>
        new("plugin.crashed", $"The plugin {plugin} ended with {code} before it answered.",
            "See what it printed on its error stream in the details.")
        {
            Details = Complaint(complaint),
        };

    public static NexusError TimedOut(string plugin, TimeSpan deadline, string complaint) =>
        new("plugin.timed_out",
            $"The plugin {plugin} has not answered within {deadline.TotalSeconds:0.###} s and was ended.",
            "See what it printed on its error stream in the details, or raise 'deadline' in its plugin.json.")
        {
            Details = Complaint(complaint),
        };

    public static NexusError BadAnswer(string plugin, string why) =>
        new("plugin.bad_answer", $"The plugin {plugin} does not keep to the protocol: {why}.",
            "Mend the plugin: it prints one JSON object a line, and nothing else, on its output.");

    /// <summary>As it says it itself.</summary>
    public static NexusError Failed(string action, string? code, string? message, string? hint) =>
        new("plugin.failed", $"{action} failed: {Cut(message ?? "its plugin does not say why")}",
            Cut(hint ?? "See the documentation of the plugin."))
        {
            Details = code is null
                ? null
                : new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = Cut(code) },
        };

    public static NexusError NoSecret(string action, string input) =>
        new("plugin.no_secret", $"'{input}' of {action} is a secret, and its plugin does not ask for that.",
            "Name the input in 'secrets' of the action in its plugin.json, if it may have them.");

    private static Dictionary<string, string>? Complaint(string text) => text.Length == 0
        ? null
        : new(StringComparer.Ordinal) { ["stderr"] = text };

    private static string Cut(string text) => text.Length <= LongestTold ? text : $"{text[..LongestTold]}...";
}
