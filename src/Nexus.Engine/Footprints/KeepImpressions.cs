using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Footprints;

/// <summary>
/// Impressions are in the ledger, with their events; there is one of each rule for a run, whatever is read twice. They
/// are there before it counts as read what they are of.
/// </summary>
internal sealed class KeepImpressions(
    ILedger ledger, Histories histories, ImpressionOptions options, TimeProvider clock)
{
    public const string Kind = "impression";
    private const int LargestCommit = 200;

    /// <param name="runs">That have ended.</param>
    /// <param name="artifactBytes">What the artifacts of one have; asked when a rule is about that.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task KeepAsync(
        IReadOnlyList<EndedRun> runs, Func<Guid, long?> artifactBytes, CancellationToken cancellationToken)
    {
        var found = new List<(StateRow Row, LedgerEvent Told)>();
        var isOfArtifacts = options.Rules?.Any(rule => rule.Metric is FootprintMetrics.ArtifactBytesWritten) is true;
        foreach (var ended in runs)
        {
            var run = isOfArtifacts ? ended with { ArtifactBytes = artifactBytes(ended.RunId) } : ended;
            var usual = histories.Of(run.OwnerId, run.Blueprint);
            foreach (var impression in Impressions.Of(run, usual, options))
            {
                var id = IdOf(run.RunId, impression.Rule);
                if (await ledger.FindAsync(Kind, id, cancellationToken) is null)
                    found.Add((Row(id, run, impression), Told(run, impression)));
            }

            if (run is { Status: RunStatus.Completed, WallMs: { } wall })
                histories.Learn(run.OwnerId, run.Blueprint, wall);
        }

        foreach (var some in found.Chunk(LargestCommit))
        {
            await ledger.AppendAsync(
                new([.. some.Select(one => one.Told)], [.. some.Select(one => one.Row)]), cancellationToken);
        }
    }

    /// <summary>Of a run, by rule.</summary>
    public static async Task<IReadOnlyList<StateRow>> OfAsync(
        ILedger ledger, Guid run, string? after, int limit, CancellationToken cancellationToken)
    {
        var start = IdOf(run, "");
        var query = new StateQuery(Kind, Scope.All) { After = after ?? start, Limit = limit };
        var rows = await ledger.ListAsync(query, cancellationToken);
        return [.. rows.TakeWhile(row => row.Id.StartsWith(start, StringComparison.Ordinal))];
    }

    public static ImpressionView View(StateRow row) => row.Read(ContractsJson.Default.ImpressionView);

    public static string IdOf(Guid run, string rule) => $"{run}.{rule}";

    private StateRow Row(string id, EndedRun run, Impression impression)
    {
        var view = new ImpressionView
        {
            ImpressionId = id,
            RunId = run.RunId,
            Rule = impression.Rule,
            Label = impression.Label,
            Value = impression.Value,
            Basis = JsonElement.Parse(impression.Basis.ToJsonString()),
            RecordedAt = clock.GetUtcNow(),
        };
        return new(
            Kind, id, "", run.OwnerId, 1, JsonSerializer.Serialize(view, ContractsJson.Default.ImpressionView));
    }

    private LedgerEvent Told(EndedRun run, Impression impression) =>
        LedgerEvent.Now(clock, "xyn.impression.recorded", new("run", $"{run.RunId}"), run.CorrelationId) with
        {
            OwnerId = run.OwnerId,
            RunId = run.RunId,
            Data = EventData.Of(
                ("blueprint", run.Blueprint), ("rule", impression.Rule), ("label", impression.Label),
                ("value", impression.Value), ("basis", impression.Basis)),
        };
}
