using System.CommandLine;
using System.CommandLine.Help;
using Nexus.Cli.Artifacts;
using Nexus.Cli.Blueprints;
using Nexus.Cli.Children;
using Nexus.Cli.Completion;
using Nexus.Cli.Daemons;
using Nexus.Cli.Drafts;
using Nexus.Cli.Events;
using Nexus.Cli.Health;
using Nexus.Cli.Help;
using Nexus.Cli.Hooks;
using Nexus.Cli.Images;
using Nexus.Cli.Keys;
using Nexus.Cli.Nodes;
using Nexus.Cli.Runs;
using Nexus.Cli.Secrets;
using Nexus.Cli.Settings;
using Nexus.Cli.Targets;
using Nexus.Cli.Usage;
using Nexus.Cli.Users;
using Nexus.Cli.Workspaces;

namespace Nexus.Cli;

/// <summary>Every command there is. docs/reference/cli.md is made from it.</summary>
internal static class CommandTree
{
    private static readonly IReadOnlyList<(string Name, Func<Caller, Command> Create)> Groups =
    [
        ("workspace", Workspace),
        ("key", KeyCommands.Create),
        ("user", UserCommands.Create),
        ("node", NodeCommands.Create),
        ("run", RunCommands.Create),
        ("usage", UsageCommand.Create),
        ("event", EventCommands.Create),
        ("target", TargetCommands.Create),
        ("blueprint", BlueprintCommands.Create),
        ("draft", DraftCommands.Create),
        ("action", ActionCommands.Create),
        ("artifact", ArtifactCommands.Create),
        ("secret", SecretCommands.Create),
        ("hook", HookCommands.Create),
        ("image", ImageCommands.Create),
        ("coordination", CoordinationCommands.Create),
        ("agent", AgentCommands.Create),
        ("config", ConfigCommands.Create),
        ("replicate", ReplicateCommand.Create),
        ("child", ChildCommands.Create),
        ("preflight", PreflightCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("completion", CompletionCommands.Create),
    ];

    /// <param name="caller">What the commands work with.</param>
    /// <param name="first">
    /// The first word. When it names a group the others are not made: most of the time to start is spent here.
    /// </param>
    public static RootCommand Create(Caller caller, string? first = null)
    {
        var root = new RootCommand("Ready development workspaces, automations and assistants on machines you own.");
        var isGroup = Groups.Any(group => group.Name == first);
        foreach (var group in Groups.Where(group => !isGroup || group.Name == first))
            root.Add(group.Create(caller));
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Aliases.Clear();
            help.Aliases.Add("-h");
            help.Action = new ShowHelp(caller.Output.ResultWriter);
        }

        return root;
    }

    private static DocumentedCommand Workspace(Caller caller) => new(
        "workspace", "Create, bring up, reach and remove workspaces",
        CreateCommand.Create(caller), UpCommand.Create(caller), RestartCommand.Create(caller),
        RebuildCommand.Create(caller), DownCommand.Create(caller), StatusCommand.Create(caller),
        ListCommand.Create(caller), ServicesCommand.Create(caller), LogsCommand.Create(caller),
        ExecCommand.Create(caller), ConnectCommand.Create(caller), RemoveCommand.Create(caller));
}
