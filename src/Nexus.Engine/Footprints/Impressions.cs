using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>What a rule says of a run.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Basis">What that was seen in: the status, and footprints by metric.</param>
internal sealed record Impression(string Rule, string Label, string Value, JsonObject Basis);

/// <summary>Which rules a run fits. Pure.</summary>
internal static class Impressions
{
    private const string SeverityRule = "default.severity";
    private const string AnomalyRule = "default.anomaly";

    /// <summary>Earlier runs that are needed to say what is usual.</summary>
    private const int Enough = 10;

    /// <summary>Less than that more is noise, whatever is usual.</summary>
    private const double LeastMs = 500;

    /// <param name="run">As it ended.</param>
    /// <param name="usual">Of the runs of its blueprint before it.</param>
    /// <param name="options">The rules.</param>
    public static IEnumerable<Impression> Of(EndedRun run, Baseline? usual, ImpressionOptions options)
    {
        if (options.Defaults && Severity(run) is { } severity)
            yield return new(SeverityRule, "severity", severity, Basis(run));
        if (options.Defaults && usual is not null && IsAnomaly(run, usual))
            yield return new(AnomalyRule, "anomaly", "true", Basis(run, usual));
        foreach (var rule in options.Rules ?? [])
        {
            if (Fits(rule, run))
                yield return new(rule.Name, rule.Label, rule.Value, Basis(run, rule));
        }
    }

    private static string? Severity(EndedRun run) => run switch
    {
        { HasFailedUndo: true } => "high",
        { Status: RunStatus.Failed } => "med",
        { Status: RunStatus.Completed, HasFailedStep: true } => "low",
        _ => null,
    };

    private static bool IsAnomaly(EndedRun run, Baseline usual) =>
        run is { Status: RunStatus.Completed, WallMs: { } wall } && usual.Runs >= Enough
        && wall - usual.Mean > Math.Max(LeastMs, 4 * Math.Sqrt(usual.Variance)) && wall > 2 * usual.Mean;

    private static bool Fits(ImpressionRule rule, EndedRun run) =>
        (rule.Status is null || rule.Status == Word(run.Status))
        && (rule.Owner is null || rule.Owner == run.OwnerId)
        && (rule.Blueprint is null || IsOf(rule.Blueprint, run.Blueprint))
        && (rule.Metric is null || (run.Used(rule.Metric) is { } used
            && used >= (rule.AtLeast ?? long.MinValue) && used <= (rule.AtMost ?? long.MaxValue)));

    private static bool IsOf(string pattern, string blueprint) => pattern.EndsWith('*')
        ? blueprint.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : pattern == blueprint;

    private static JsonObject Basis(EndedRun run) => new() { ["status"] = Word(run.Status) };

    private static JsonObject Basis(EndedRun run, Baseline usual)
    {
        var basis = Basis(run);
        basis["footprints"] = new JsonObject { [FootprintMetrics.WallMs] = run.WallMs };
        basis["usual"] = new JsonObject
        {
            ["runs"] = usual.Runs,
            ["mean"] = Math.Round(usual.Mean),
            ["deviation"] = Math.Round(Math.Sqrt(usual.Variance)),
        };
        return basis;
    }

    private static JsonObject Basis(EndedRun run, ImpressionRule rule)
    {
        var basis = Basis(run);
        if (rule.Metric is { } metric)
            basis["footprints"] = new JsonObject { [metric] = run.Used(metric) };
        return basis;
    }

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        _ => "cancelled",
    };
}
