using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Workspaces.Gateway;

internal static class GatewayErrors
{
    public static NexusError BadReply(string workspace, string verb) =>
        new("environment.bad_reply", $"The environment of '{workspace}' answered '{verb}' with something unexpected.",
            $"Run 'nexus workspace down {workspace}', then 'up'; its versions may differ.");

    public static NexusError Broken(string workspace) =>
        new("environment.broken", $"The connection to the environment of '{workspace}' broke.",
            $"Run 'nexus workspace status {workspace}'.");

    public static NexusError HookFailed(string workspace, string hook, int exitCode, string tail) =>
        new("hook.failed", $"The hook '{hook}' ended with {exitCode}. {LastOutput(tail)}",
            $"Mend lifecycle.{hook} in the .nexus/config.yaml of the workspace and repeat it: "
            + Repeat(workspace, hook));

    /// <param name="tail">The end of what it printed.</param>
    public static NexusError HookTimedOut(string workspace, string hook, TimeSpan limit, string tail) =>
        new("service.hook_timeout",
            $"The hook '{hook}' ran longer than {Words(limit)} and was killed. {LastOutput(tail)}",
            $"Shorten lifecycle.{hook} in the .nexus/config.yaml of the workspace, or make long work a service, "
            + $"and repeat it: {Repeat(workspace, hook)}");

    /// <param name="why">Nobody heard how it ended.</param>
    public static NexusError HookCut(string workspace, string hook, NexusError why) =>
        new("hook.failed", $"Whether the hook '{hook}' ran to its end is not known: {why.Message}",
            $"Look what it did; to repeat it: {Repeat(workspace, hook)}");

    public static NexusError NotAnExecRequest { get; } =
        new("request.invalid", "The first message is not an ExecRequest.", "See docs/reference/api.md.");

    public static NexusError MessageTooLong(int limit) =>
        new("request.too_large", $"The command with its environment is longer than {limit / 1024} KiB.",
            "Send what is long through standard input, or as a file.");

    public static NexusError NotAWebSocket { get; } =
        new("request.websocket_required", "This route is a WebSocket.", "Use 'nexus workspace exec'.");

    private static string LastOutput(string tail) =>
        tail.Length == 0 ? "It printed nothing." : $"Its last output: {tail}";

    private static string Words(TimeSpan limit) => limit < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{limit.TotalMinutes:0.#} minutes");

    private static string Repeat(string workspace, string hook) => hook switch
    {
        "pre_start" => $"'nexus workspace up {workspace}'.",
        "pre_stop" => $"the next 'nexus workspace down {workspace}' runs it.",
        _ => $"'nexus workspace down {workspace}', then 'nexus workspace up {workspace}'.",
    };
}
