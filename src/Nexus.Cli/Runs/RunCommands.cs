using System.CommandLine;
using System.Text.Json;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Client;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run</c></summary>
internal static class RunCommands
{
    private const int ShortId = 16;

    private static readonly Table Columns = new(
        ["RUN", "NAME", "STATUS", "RESOURCE", "STARTED", "TOOK"], "TOOK", "STARTED", "NAME", "RESOURCE", "STATUS");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "run", "What was done, step by step", StartRun.Create(caller), List(caller), Show(caller),
        ShowRunLog.Create(caller), RunFootprints.Create(caller), RunImpressions.Create(caller), Cancel(caller),
        RepeatRun.Retry(caller), RepeatRun.Rerun(caller), ReplayRun.Create(caller),
        DecideStep.Create(caller, isApproved: true), DecideStep.Create(caller, isApproved: false));

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(20);
        var status = Shared.Text("--status", "STATUS", "Only those: created, running, completed, failed, cancelled");
        var name = Shared.Text("--name", "NAME", "Only those of this blueprint or plan, or that were named so");
        var since = Shared.Text("--since", "TIME", "Only those begun since: 10m ago, or a time such as 2026-11-01");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "list", "List runs, the newest first", limit, status, name, since, json)
        {
            Examples = ["nexus run list --status failed --since 24h"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = new RunFilter
            {
                Limit = parsed.GetValue(limit),
                Status = parsed.GetValue(status),
                Name = parsed.GetValue(name),
                Since = Shared.Since(parsed.GetValue(since), caller.Clock.GetUtcNow()),
            };
            var runs = await caller.Client.RunsAsync(filter, cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(runs, ContractsJson.Default.RunPage);
                return ExitCode.Ok;
            }

            var names = (await caller.Client.WorkspacesAsync(cancellationToken)).ToDictionary(
                workspace => workspace.WorkspaceId, workspace => workspace.WorkspaceName, StringComparer.Ordinal);
            var isWhole = caller.Place.ResultRoom is null;
            caller.List(
                Columns, runs.Items.Select(run => Row(run, names.GetValueOrDefault(run.ResourceId), isWhole)),
                filter with { Limit = 0 } == new RunFilter { Limit = 0 } ? "No runs yet." : "There are no such runs.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("show", "Show a run and its steps", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = await caller.Client.RunAsync(parsed.GetRequiredValue(id), cancellationToken);
            var steps = await caller.Client.StepsAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(new(run, steps), CliJson.Default.RunDetails);
            else
                Print(caller, run, steps);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Cancel(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var reason = Shared.Text("--reason", "TEXT", "Kept with the run");
        var command = new DocumentedCommand(
            "cancel", "Cancel a run; what it did is undone where it can be", id, reason, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = await caller.Client.CancelRunAsync(
                parsed.GetRequiredValue(id), parsed.GetValue(reason), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(run, ContractsJson.Default.RunView);
            else
                caller.Output.Result($"{run.RunId}  {Words.Of(run.Status)}, {Words.Of(run.Phase)}");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Argument<string> Id()
    {
        var id = new Argument<string>("RUN") { Description = "Id of the run, as 'nexus run list' shows it" };
        id.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } typed && !Guid.TryParse(typed, out _))
                result.AddError($"'{typed}' is not the id of a run: 'nexus run list' shows them.");
        });
        return id;
    }

    /// <param name="run">One of the list.</param>
    /// <param name="resource">How what it is about is called; null: it is gone.</param>
    /// <param name="isWhole">A terminal has room for a name, or for an id that is shortened.</param>
    private static IReadOnlyList<string> Row(RunView run, string? resource, bool isWhole) =>
    [
        $"{run.RunId}", run.Name, Words.Of(run.Status),
        (resource, isWhole) switch
        {
            (null, true) => run.ResourceId,
            (null, false) => Words.Short(run.ResourceId, ShortId),
            (_, true) => $"{resource} ({run.ResourceId})",
            _ => resource,
        },
        Words.Time(run.CreatedAt), Took(run),
    ];

    /// <summary>What a step does for one of its items is a step with its name, <c>name[0]</c>.</summary>
    private static bool IsItem(StepView step) => step.Name.EndsWith(']');

    private static string Items(int count) => count == 0 ? "" : $" with {count} items";

    private static string Took(RunView run) =>
        run is { StartedAt: { } started, CompletedAt: { } ended } ? Words.Seconds(ended - started) : "-";

    private static void Print(Caller caller, RunView run, IReadOnlyList<StepView> steps)
    {
        var output = caller.Output;
        var (head, about) = ($"{run.RunId}  {run.Plan ?? run.Name}", $"of {run.ResourceType} {run.ResourceId}");
        output.Result(caller.Place.ResultRoom < head.Length + 1 + about.Length
            ? $"{head}\n  {about}"
            : $"{head} {about}");
        if (run.Title is { } title)
            output.Result($"  {title}");
        var items = steps.Count(IsItem);
        output.Result(
            $"  {Words.Of(run.Status)}, {steps.Count - items} of {run.StepCount} steps{Items(items)}, {Took(run)}, "
                + $"by {run.ActorName ?? run.Actor}");
        if (run.Status is RunStatus.Completed && steps.Count - items < run.StepCount)
            output.Result("  what it recorded of the other steps is in the archive of the server");
        if (run.ParentRunId is { } parent)
            output.Result($"  for a step of {parent}");
        if (run.RetryOf is { } failed)
            output.Result($"  goes on from {failed}");
        if (run.RerunOf is { } first)
            output.Result($"  does {first} again");
        if (run.CancelReason is { } reason)
            output.Result($"  cancelled: {reason}");
        foreach (var step in steps)
            Print(output, run, step, caller.Clock.GetUtcNow());
        if (run is { Error: { } failure } && steps.All(step => step.Error is null))
            output.Result($"  {failure.Message} [{failure.Code}]");
        if (run.Outputs is { ValueKind: JsonValueKind.Object } outputs)
            output.Result($"  outputs {outputs.GetRawText()}");
        if (run.LogArtifactId is { } log)
            output.Result($"  log {log}: nexus artifact download");
    }

    private static void Print(Output output, RunView run, StepView step, DateTimeOffset now)
    {
        var took = step.CompletedAt is { } ended ? Words.Seconds(ended - step.StartedAt)
            : step.IsWaitingForDecision ? Words.Age(now - step.StartedAt) : "";
        var attempt = step.KeptFrom is not null ? "kept" : step.Attempt > 1 ? $"attempt {step.Attempt}" : "";
        var status = step.IsWaitingForDecision ? "waiting" : Words.Of(step.Status);
        output.Result($"  {status,-10} {step.Name,-14} {took,7}  {attempt}".TrimEnd());
        if (step.MayHaveRunBefore)
            output.Result($"    may have run twice: the server stopped during it; its key was {step.IdempotencyKey}");
        if (step is { IsWaitingForDecision: true, Message: { Length: > 0 } message })
            output.Result($"    {message}");
        if (step.IsWaitingForDecision)
            output.Result($"    decide: nexus run approve {run.RunId} {step.Name} (or reject)");
        if (step.IsWaitingForDecision && step.DueAt is { } due)
            output.Result($"    waits until {Words.Time(due)}; then its default is decided");
        if (step.Decision is { } decision)
        {
            output.Result(
                $"    {(decision.IsApproved ? "approved" : "rejected")} by {decision.ByName ?? decision.By}, "
                    + Words.Time(decision.At)
                    + (decision.Comment is { Length: > 0 } comment ? $": {comment}" : ""));
        }

        if (step.Error is { } error)
            output.Result($"    {error.Message} [{error.Code}]");
        if (Words.Doubt(step) is { } doubt)
            output.Result($"    {doubt}");
        if (step.Reason is { } why)
            output.Result($"    {why}");
    }
}
