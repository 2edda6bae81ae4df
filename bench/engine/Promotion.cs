using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Bench.Engine;

/// <summary>Puts a blueprint in force as anybody does: saved as a draft, validated, promoted.</summary>
internal static class Promotion
{
    public static async Task PromoteAsync(this EngineUnderTest engine, string name, string ownerId)
    {
        using var text = new StreamReader(
            typeof(Promotion).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        var saved = await engine.DoAsync("drafts.save", ownerId, new()
        {
            ["draft_type"] = "blueprint",
            ["name"] = name,
            ["trigger_event_type"] = Load.EventName,
            ["definition"] = await text.ReadToEndAsync(),
        });
        var draft = saved.GetProperty("draft_id").GetString();
        var found = await engine.DoAsync("blueprints.validate", ownerId, new() { ["draft_id"] = draft });
        if (!found.GetProperty("is_valid").GetBoolean())
            throw new InvalidOperationException($"{name} is not valid: {found.GetProperty("issues")}");
        await engine.DoAsync("blueprints.promote", ownerId, new() { ["draft_id"] = draft });
    }

    private static async Task<JsonElement> DoAsync(
        this EngineUnderTest engine, string action, string ownerId, JsonObject with)
    {
        var asked = Ids.New(TimeProvider.System);
        var step = new StepContext
        {
            RunId = asked,
            StepId = asked,
            Attempt = 1,
            IdempotencyKey = $"{asked}",
            MayHaveRunBefore = false,
            Resource = new("bench", "engine"),
            CorrelationId = $"{asked}",
            Actor = ownerId,
            OwnerId = ownerId,
            Inputs = EventData.Of(),
        };
        var done = await engine.Action(action)
            .RunAsync(new(step, JsonElement.Parse(with.ToJsonString())), CancellationToken.None);
        return done ?? throw new InvalidOperationException($"{action} gave nothing.");
    }
}
