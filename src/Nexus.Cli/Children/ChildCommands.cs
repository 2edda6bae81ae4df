using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary><c>nexus child</c></summary>
internal static class ChildCommands
{
    private static readonly Table Columns = new(["ID", "STATUS", "PORT", "BLUEPRINTS", "PATH"], "BLUEPRINTS");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "child", "Homes made from this one by 'nexus replicate'",
        List(caller), Start(caller), Stop(caller), Remove(caller));

    private static Argument<string> Id() => new("CHILD") { Description = "Its id or its directory" };

    private static DocumentedCommand List(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the child homes", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var children = await caller.Client.ChildrenAsync(cancellationToken);
            var shown = new Listing<ChildView>(
                Columns, child => Row(caller, child),
                "No child homes. 'nexus replicate --to DIR --port PORT' makes one.");
            caller.List(
                new(children, null), ContractsJson.Default.ChildPage, children, shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Start(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("start", "Start the server of a child home", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var child = await FindAsync(caller, parsed.GetRequiredValue(id), cancellationToken);
            await Server(caller, child).StartAsync(cancellationToken);
            return Tell(caller, child, parsed.GetValue(json));
        });
        return command;
    }

    private static DocumentedCommand Stop(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("stop", "Stop the server of a child home; its home stays", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var child = await FindAsync(caller, parsed.GetRequiredValue(id), cancellationToken);
            await Server(caller, child).StopAsync(cancellationToken);
            return Tell(caller, child, parsed.GetValue(json));
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var id = Id();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var keep = new Option<bool>("--keep") { Description = "Leave its directory where it is" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "rm", "Stop a child home, delete its directory and take it out", id, yes, keep, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var child = await FindAsync(caller, parsed.GetRequiredValue(id), cancellationToken);
            Confirm(caller, child, parsed.GetValue(yes) || parsed.GetValue(keep));
            await Server(caller, child).StopAsync(cancellationToken);
            var home = new ChildHome(child.Path);
            if (!parsed.GetValue(keep) && home.Mark?.ChildId == child.ChildId)
                home.Delete();
            await caller.Client.ForgetChildAsync(child.ChildId, cancellationToken);
            caller.Output.Either(
                child, ContractsJson.Default.ChildView, parsed.GetValue(json), $"{child.ChildId}  removed");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Only a person at a terminal is asked.</summary>
    private static void Confirm(Caller caller, ChildView child, bool yes)
    {
        if (yes || caller.Place.Ask is not { } ask)
            return;
        caller.Output.TalkWriter.Write($"Remove {child.Path} with all that is in it? [y/N] ");
        if (ask() is not ("y" or "Y" or "yes"))
            throw new NexusException(CliErrors.NotConfirmed($"Removing {child.Path}"));
    }

    private static async Task<ChildView> FindAsync(Caller caller, string typed, CancellationToken cancellationToken)
    {
        var children = await caller.Client.ChildrenAsync(cancellationToken);
        return children.FirstOrDefault(child => child.ChildId == typed || child.Path == caller.Place.Expand(typed))
            ?? throw new NexusException(ChildErrors.NotFound(typed));
    }

    private static ChildServer Server(Caller caller, ChildView child) =>
        new(caller, new(child.Path), child.Port);

    private static int Tell(Caller caller, ChildView child, bool json)
    {
        caller.Output.Either(
            child, ContractsJson.Default.ChildView, json, $"{child.ChildId}  {State(caller, child)}");
        return ExitCode.Ok;
    }

    private static string State(Caller caller, ChildView child) =>
        child.Status is ChildStatus.Making ? "making" : Server(caller, child).Runs ? "running" : "stopped";

    private static IReadOnlyList<string> Row(Caller caller, ChildView child) =>
    [
        child.ChildId, State(caller, child), child.Port.ToString(CultureInfo.InvariantCulture),
        child.Blueprints.ToString(CultureInfo.InvariantCulture), child.Path,
    ];
}
