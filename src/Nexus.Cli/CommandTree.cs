using System.CommandLine;
using System.CommandLine.Help;
using Nexus.Cli.Completion;
using Nexus.Cli.Daemons;
using Nexus.Cli.Events;
using Nexus.Cli.Health;
using Nexus.Cli.Help;
using Nexus.Cli.Images;
using Nexus.Cli.Nodes;
using Nexus.Cli.Runs;
using Nexus.Cli.Workspaces;

namespace Nexus.Cli;

/// <summary>Every command there is. docs/reference/cli.md is made from it.</summary>
internal static class CommandTree
{
    public static RootCommand Create(Caller caller)
    {
        var root = new RootCommand("Ready development workspaces, automations and assistants on machines you own.")
        {
            new DocumentedCommand(
                "workspace", "Create, bring up, reach and remove workspaces",
                CreateCommand.Create(caller), UpCommand.Create(caller), DownCommand.Create(caller),
                StatusCommand.Create(caller), ListCommand.Create(caller), ServicesCommand.Create(caller),
                LogsCommand.Create(caller), ExecCommand.Create(caller), ConnectCommand.Create(caller),
                RemoveCommand.Create(caller)),
            NodeCommands.Create(caller),
            RunCommands.Create(caller),
            EventCommands.Create(caller),
            ImageCommands.Create(caller),
            CoordinationCommands.Create(caller),
            AgentCommands.Create(caller),
            DoctorCommand.Create(caller),
            CompletionCommands.Create(caller),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new ShowHelp(caller.Output.ResultWriter);
        return root;
    }
}
