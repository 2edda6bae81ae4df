using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run approve</c>, <c>nexus run reject</c></summary>
internal static class DecideStep
{
    public static Command Create(Caller caller, bool isApproved)
    {
        var id = RunCommands.Id();
        var step = new Argument<string?>("STEP")
        {
            Description = "The gate; default: the one that waits",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var comment = Shared.Text("--comment", "TEXT", "Kept with the decision");
        var json = Shared.Json();
        var command = isApproved
            ? new DocumentedCommand("approve", "Open a gate that a run waits at", id, step, comment, json)
            : new DocumentedCommand("reject", "Refuse what a run asks for at a gate", id, step, comment, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = parsed.GetRequiredValue(id);
            var gate = parsed.GetValue(step) ?? await WaitingAsync(caller, run, cancellationToken);
            var decided = await caller.Client.DecideAsync(
                run, gate, isApproved, parsed.GetValue(comment), cancellationToken);
            caller.Output.Either(
                decided, ContractsJson.Default.StepView, parsed.GetValue(json),
                $"{decided.Name} is {(isApproved ? "approved" : "rejected")}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<string> WaitingAsync(Caller caller, string run, CancellationToken cancellationToken)
    {
        var waiting = (await caller.Client.StepsAsync(run, cancellationToken))
            .Where(step => step.IsWaitingForDecision).Select(step => step.Name).ToList();
        return waiting switch
        {
            [var one] => one,
            [] => throw new NexusException(CliErrors.NoGate(run)),
            _ => throw new NexusException(CliErrors.ManyGates(run, waiting)),
        };
    }
}
