using Nexus.Contracts;
using Nexus.Engine.Runs.Replaying;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>What an event of a run's record is in its log: a line, and before it those that its step wrote.</summary>
internal static class RunLogLines
{
    private const string Info = "info";
    private const string Warning = "warning";
    private const string Bad = "error";

    public static IEnumerable<RunLogLine> Of(RunState run, LedgerEvent item)
    {
        var told = ReplayItems.Told(item);
        var line = new RunLogLine
        {
            At = item.OccurredAt,
            Level = Info,
            RunId = run.RunId,
            CorrelationId = run.CorrelationId,
            Step = told?.Name,
            Attempt = told?.Attempt,
            Message = "",
        };
        foreach (var said in told?.Log ?? [])
            yield return line with { At = said.At, Level = said.Level, Stream = "log", Message = said.Message };
        foreach (var (stream, text) in told is null or { KeptFrom: not null } ? [] : RunLog.Printed(told))
        {
            foreach (var printed in text.AsSpan().TrimEnd('\n').ToString().Split('\n'))
                yield return line with { Stream = stream, Message = Cut(printed.TrimEnd('\r')) };
        }

        var (level, message) = told is null ? OfRun(item) : OfStep(item, told);
        yield return line with { Level = level, Message = message };
    }

    private static (string Level, string Message) OfRun(LedgerEvent item) => item.EventName switch
    {
        "xyn.run.created" => (Info, $"The run is wanted by {ReplayItems.Text(item, "event")}."),
        "xyn.run.started" => (Info, "The run begins."),
        "xyn.run.completed" => (Info, "The run is completed."),
        "xyn.run.cancel.requested" => (Warning, $"The run is to end: {ReplayItems.Text(item, "reason")}"),
        "xyn.run.cancelled" => (Warning, "The run is cancelled."),
        "xyn.run.failing" => (Bad, $"The run fails: {Words(ReplayItems.Error(item))}"),
        "xyn.run.failed" => (Bad, $"The run has failed: {Words(ReplayItems.Error(item))}"),
        var other => (Info, other),
    };

    private static (string Level, string Message) OfStep(LedgerEvent item, StepTold told) => item.EventName switch
    {
        StepHistory.Started when told.MayHaveRunBefore is true =>
            (Warning, "Begins once more: the server stopped during this attempt."),
        StepHistory.Started when told.Items is { } items => (Info, $"Begins for {items.GetArrayLength()} items."),
        StepHistory.Started => (Info, "Begins."),
        StepHistory.Completed => (Info, "Completed."),
        StepHistory.Kept => (Info, $"Is had from step {told.KeptFrom} of a run before."),
        StepHistory.Retrying => (Warning, $"Failed, and is attempted again: {Words(told.Error)}"),
        StepHistory.Failed => (Bad, $"Failed: {Words(told.Error)}"),
        StepHistory.Skipped => (Info, $"Skipped: {told.Reason}"),
        StepHistory.GateRequested => (Info, $"Waits for a decision. {told.Message}".TrimEnd()),
        StepHistory.GateApproved => (Info, $"Approved {Words(told.Decision)}"),
        StepHistory.GateRejected => (Warning, $"Rejected {Words(told.Decision)}"),
        StepHistory.GateExpired => (Warning, told.Decision is { IsApproved: true }
            ? "Approved by its deadline." : "Rejected by its deadline."),
        StepHistory.Compensated => (Info, "Undone."),
        StepHistory.CompensationFailed => (Bad, $"Could not be undone: {Words(told.Error)}"),
        var other => (Info, other),
    };

    private static string Words(NexusError? error) =>
        error is null ? "nobody knows why." : $"{error.Message} [{error.Code}]";

    private static string Words(GateDecision? decision) => decision?.Comment is { Length: > 0 } comment
        ? $"by {decision.ByName ?? decision.By}: {comment}"
        : $"by {decision?.ByName ?? decision?.By}.";

    private static string Cut(string text) =>
        text.Length <= StepLog.LongestLine ? text : $"{text[..StepLog.LongestLine]}...";
}
