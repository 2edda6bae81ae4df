using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run start</c></summary>
internal static class StartRun
{
    public static Command Create(Caller caller)
    {
        var blueprint = new Argument<string>("BLUEPRINT")
        {
            Description = "Its id, bp.x; with bp.x@REVISION one that is not the active one",
        };
        var (inputs, whole) = RunInputs.Options();
        var name = Shared.Text("--name", "TEXT", "What to call the run");
        var priority = new Option<int?>("--priority")
        {
            HelpName = "NUMBER",
            Description = "Higher goes first where runs wait, -100 to 100; default: the blueprint's",
        };
        var follow = RunInputs.Follow();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "start", "Start a run of a blueprint", blueprint, inputs, whole, name, priority, follow, json)
        {
            Details = """
                With --follow the exit code is the run's: 0 completed, else what it failed with. Ctrl-C leaves the
                run going on.
                """,
            Examples = ["nexus run start bp.checkmk.remediate --input host=web-1 --follow"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = parsed.GetRequiredValue(blueprint);
            var run = await caller.Client.StartRunAsync(
                new()
                {
                    Name = parsed.GetValue(name),
                    BlueprintRef = reference,
                    Inputs = await RunInputs.ReadAsync(
                        caller, reference, parsed.GetValue(whole), parsed.GetValue(inputs) ?? [], cancellationToken),
                    Priority = parsed.GetValue(priority),
                },
                cancellationToken);
            return await RunInputs.TellAsync(
                caller, run, parsed.GetValue(follow), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
