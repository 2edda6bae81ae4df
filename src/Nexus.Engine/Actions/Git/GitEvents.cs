using System.Text.Json;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Actions.Git;

/// <summary>What steps tell of repositories; it commits with their end, and so once.</summary>
internal static class GitEvents
{
    public static void Tell(this StepContext step, TimeProvider clock, string name, string repository, JsonElement data)
    {
        var told = LedgerEvent.Now(clock, name, new("repository", repository), step.CorrelationId) with
        {
            Actor = step.Actor,
            OwnerId = step.OwnerId,
            RunId = step.RunId,
            StepId = step.StepId,
            Data = data,
        };
        step.AlsoCommit = new([told]);
    }
}
