using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Nexus.Engine.Artifacts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// The log of a run as an artifact, which commits with its end. A run that cannot have one ends all the same: its log
/// can be made of the ledger.
/// </summary>
internal sealed partial class KeepRunLogs(IArtifacts artifacts, ILedger ledger, ILogger<KeepRunLogs> logger)
{
    /// <param name="change">By which it ends.</param>
    /// <returns>Null: it could not be stored.</returns>
    public async Task<PreparedArtifact?> PrepareAsync(RunChange change)
    {
        var run = change.Run;
        try
        {
            var query = new EventQuery { RunId = run.RunId, Limit = int.MaxValue };
            var before = await ledger.EventsAsync(query, CancellationToken.None);
            var text = RunLog.Of(
                run, before.Where(RunReads.IsOwn).Select(item => item.Event).Concat(change.Batch().Events));
            MemoryMarshal.TryGetArray(text, out var bytes);
            using var content = new MemoryStream(bytes.Array ?? [], bytes.Offset, bytes.Count, writable: false);
            return await artifacts.PrepareAsync(content, new()
            {
                Name = "run.log",
                Kind = "log",
                ContentType = RunLog.ContentType,
                RunId = run.RunId,
                OwnerId = run.OwnerId,
                Actor = run.Actor,
                CorrelationId = run.CorrelationId,
            }, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotKept(run.RunId, e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of run {RunId} could not be stored")]
    private partial void LogNotKept(Guid runId, Exception exception);
}
