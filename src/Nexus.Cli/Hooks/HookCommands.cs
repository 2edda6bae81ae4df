using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Hooks;

/// <summary><c>nexus hook</c></summary>
internal static class HookCommands
{
    private static readonly Listing<HookView> Shown = new(
        new(["SOURCE", "KIND", "AUTH", "EVENTS", "MADE"], "MADE", "AUTH"),
        Row, "No sources of webhooks. 'nexus hook add SOURCE --kind github' makes one.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "hook", "Webhooks that become events", AddHook.Create(caller), List(caller), Show(caller), Remove(caller));

    public static Argument<string> Source() => new("SOURCE")
    {
        Description = "Its name: lowercase letters, digits and '-'",
    };

    public static void Tell(Output output, HookView hook)
    {
        output.Result($"{hook.Source}  {hook.Kind}, {Events(hook)}");
        output.Result($"  send to    POST {hook.Path}");
        output.Result($"  {hook.Auth,-9}  {hook.AuthHeader}" + (hook.ReplayWindowSeconds > 0
            ? $", with X-Nexus-Timestamp, not older than {hook.ReplayWindowSeconds} s" : ""));
        output.Result($"  delivery   {hook.DeliveryFrom ?? hook.DeliveryHeader}");
        output.Result($"  at most    {hook.PerSecond} in a second");
        output.Result($"  secret     {hook.Secret ?? $"in {hook.SecretPath}"}");
    }

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(100);
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List sources of webhooks", limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.HooksAsync(parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.HookPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var source = Source();
        var json = Shared.Json();
        var command = new DocumentedCommand("show", "Show where and how a source sends", source, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var hook = await caller.Client.HookAsync(parsed.GetRequiredValue(source), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(hook, ContractsJson.Default.HookView);
            else
                Tell(caller.Output, hook);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var source = Source();
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Take nothing it sends any more", source, json)
        {
            Details = """
                Its secret goes with it; its events stay.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.RemoveHookAsync(parsed.GetRequiredValue(source), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.HookView, parsed.GetValue(json), $"{gone.Source} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Events(HookView hook) => hook switch
    {
        { Kind: "github" } => "github.*",
        { EventFrom: null } => hook.EventName ?? "",
        _ => $"called by {hook.EventFrom}{(hook.EventName is { } name ? $" or {name}" : "")}",
    };

    private static IReadOnlyList<string> Row(HookView hook) =>
        [hook.Source, hook.Kind, hook.Auth, Events(hook), Words.Time(hook.CreatedAt)];
}
