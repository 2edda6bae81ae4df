using System.CommandLine;
using Nexus.Cli.Daemons;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Settings;

/// <summary><c>nexus config</c></summary>
internal static class ConfigCommands
{
    private static readonly Table Columns = new(["SETTING", "VALUE", "ORIGIN", "FROM"], "FROM");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "config", "The settings of a server", Show(caller));

    private static DocumentedCommand Show(Caller caller)
    {
        var all = new Option<bool>("--all") { Description = "Also those that are as the program has them" };
        var profile = CoordinationCommands.Profile();
        var home = CoordinationCommands.Home();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "show", "Show the settings of a server and where each value comes from", all, profile, home, json)
        {
            Details = """
                Asks the server what it was started with; that is for its administrator. With --home or
                --profile, or while the server of this machine does not run: what it would be started with.
                A later origin wins: default, profile, file, environment, command_line. Secrets are only
                said to be set.
                """,
            Examples = ["nexus config show --all", "nexus config show --profile cloud"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var preview = new SettingsPreview(parsed.GetValue(home), parsed.GetValue(profile));
            var settings = preview.IsWanted(caller)
                ? await preview.AskAsync(caller, cancellationToken)
                : await caller.Client.SettingsAsync(cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(settings, ContractsJson.Default.SettingsView);
            else
                Show(settings, parsed.GetValue(all), caller);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(SettingsView settings, bool all, Caller caller)
    {
        caller.Output.Say($"profile {settings.Profile}");
        var shown = settings.Items.Where(item => all || item.Origin is not SettingOrigin.Default).ToList();
        if (shown.Count > 0)
            caller.Output.Result(Columns.Of(shown.Select(Row), caller.Place.ResultRoom));
        foreach (var key in settings.Unknown)
            caller.Output.Warn($"nothing reads {key}: see docs/reference/config.md for every key");
    }

    private static IReadOnlyList<string> Row(SettingView setting) =>
    [
        setting.Key,
        setting.IsSecret ? setting.IsSet ? "(set)" : "(not set)" : setting.Value ?? "(none)",
        Words.Of(setting.Origin),
        setting.From ?? "",
    ];
}
