using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run retry</c>, <c>nexus run rerun</c></summary>
internal static class RepeatRun
{
    public static Command Retry(Caller caller)
    {
        var (id, follow, json) = (RunCommands.Id(), RunInputs.Follow(), Shared.Json());
        var command = new DocumentedCommand("retry", "Go on from where a run failed", id, follow, json)
        {
            Details = """
                This is another run, of the same revision and with the same inputs. What completed is not done again:
                it keeps the outputs that are recorded.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = await caller.Client.RetryRunAsync(parsed.GetRequiredValue(id), cancellationToken);
            return await RunInputs.TellAsync(
                caller, run, parsed.GetValue(follow), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    public static Command Rerun(Caller caller)
    {
        var (id, follow, json) = (RunCommands.Id(), RunInputs.Follow(), Shared.Json());
        var (inputs, whole) = RunInputs.Options();
        var command = new DocumentedCommand(
            "rerun", "Do all of a run again", id, inputs, whole, follow, json)
        {
            Details = """
                This is another run, of the same revision. It has the inputs of the first, but for those that are given
                here.
                """,
            Examples = ["nexus run rerun 0198c0de-0000-7000-8000-000000000001 --input host=web-2 --follow"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var before = parsed.GetRequiredValue(id);
            var (each, all) = (parsed.GetValue(inputs) ?? [], parsed.GetValue(whole));
            var reference = each.Length > 0 && await caller.Client.RunAsync(before, cancellationToken) is { } first
                ? first.Plan ?? first.Name
                : "";
            var request = new RerunRequest(
                await RunInputs.ReadAsync(caller, reference, all, each, cancellationToken));
            var run = await caller.Client.RerunAsync(before, request, cancellationToken);
            return await RunInputs.TellAsync(
                caller, run, parsed.GetValue(follow), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
