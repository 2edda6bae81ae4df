using System.Text.Json;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Actions;

/// <summary>Calls of actions, as a step makes them.</summary>
internal static class ActionContexts
{
    public static ActionContext Of(string with, string owner = "u0", string key = "the-key") => new(
        new StepContext
        {
            RunId = Guid.Empty,
            StepId = Guid.Empty,
            Attempt = 1,
            IdempotencyKey = key,
            MayHaveRunBefore = false,
            Resource = new("test", "1"),
            CorrelationId = "the-correlation",
            Actor = owner,
            OwnerId = owner,
            Inputs = EventData.Of(),
        },
        JsonElement.Parse(with));
}
