using System.Text.Json;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary>Stands beside a run of a blueprint and says what it does, event by event.</summary>
internal sealed class FollowRun(Caller caller, bool json)
{
    private const int Most = 500;
    private readonly ProgressLines _lines = new(caller.Output, caller.Place);
    private readonly Dictionary<Guid, DateTimeOffset> _begun = [];

    /// <returns>The exit code: what became of it.</returns>
    public async Task<int> UntilEndedAsync(RunView run, CancellationToken cancellationToken)
    {
        caller.Output.Say($"run {run.RunId}  {run.Name}");
        try
        {
            await FollowAsync(run.RunId, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            caller.Output.Say($"It goes on without you: 'nexus run show {run.RunId}'.");
            throw;
        }
        finally
        {
            _lines.Clear();
        }

        return Tell(await caller.Client.RunAsync($"{run.RunId}", cancellationToken));
    }

    private async Task FollowAsync(Guid run, CancellationToken cancellationToken)
    {
        var filter = new Client.EventFilter { RunId = $"{run}", Limit = Most };
        var before = (await caller.Client.EventsAsync(filter, cancellationToken)).Items.Reverse().ToList();
        foreach (var seen in before)
        {
            if (HasEnded(seen))
                return;
        }

        await foreach (var seen in caller.Client.FollowEventsAsync(filter, before[^1].Position, cancellationToken))
        {
            if (HasEnded(seen))
                return;
        }
    }

    private bool HasEnded(EventView seen)
    {
        var name = Text(seen, "name") ?? "";
        var began = seen.StepId is { } step && _begun.TryGetValue(step, out var at) ? at : seen.OccurredAt;
        var took = seen.OccurredAt - began;
        switch (seen.EventName)
        {
            case "xyn.step.started" or "xyn.gate.requested":
                if (seen.StepId is { } id)
                    _begun.TryAdd(id, seen.OccurredAt);
                if (seen.EventName is "xyn.gate.requested")
                    Ask(seen, name);
                else
                    _lines.Running(name, TimeSpan.Zero);
                break;
            case "xyn.step.completed":
                _lines.Done(name, took);
                break;
            case "xyn.step.failed":
                _lines.Failed(name, took, Error(seen));
                break;
            case "xyn.step.retrying":
                _lines.Doubtful(name, took, $"another attempt follows: {Error(seen)}");
                break;
            case "xyn.run.failing":
                _lines.Clear();
                caller.Output.Say($"  failed: {Error(seen)}; its 'on_failure' follows");
                break;
            case "xyn.step.skipped":
                _lines.Skipped(name, Text(seen, "reason") ?? "");
                break;
        }

        return seen.EventName is "xyn.run.completed" or "xyn.run.failed" or "xyn.run.cancelled";
    }

    private void Ask(EventView seen, string gate)
    {
        _lines.Clear();
        var why = Text(seen, "message") is { } message ? $": {message}" : "";
        caller.Output.Say($"  gate    {gate} waits for a decision{why}");
        caller.Output.Say($"          nexus run approve {seen.RunId} {gate}");
        caller.Output.Say($"          nexus run reject {seen.RunId} {gate}");
    }

    private int Tell(RunView run)
    {
        if (json)
            caller.Output.Json(run, ContractsJson.Default.RunView);
        else if (run is { Status: RunStatus.Completed, Outputs: { ValueKind: JsonValueKind.Object } outputs })
            caller.Output.Result(outputs.GetRawText());
        if (run.Status is RunStatus.Completed)
            return ExitCode.Ok;
        return caller.Output.Fail(run.Error ?? CliErrors.RunCancelled(run));
    }

    private static string? Text(EventView seen, string field) => Text(seen.Data, field);

    private static string Error(EventView seen) =>
        seen.Data.ValueKind is JsonValueKind.Object && seen.Data.TryGetProperty("error", out var error)
            ? Text(error, "message") ?? "" : "";

    /// <summary>Steps may emit events of any shape.</summary>
    private static string? Text(JsonElement data, string field) =>
        data.ValueKind is JsonValueKind.Object && data.TryGetProperty(field, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;
}
