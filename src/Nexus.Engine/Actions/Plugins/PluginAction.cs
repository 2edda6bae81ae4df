using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Engine.Secrets;
using Nexus.Platform;
using Nexus.Processes;
using Nexus.Spec.Templates;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>An action that another program does.</summary>
internal sealed class PluginAction(
    Plugin plugin, PluginCall call, EngineHome home, SecretReader secrets, Spawner spawner,
    ILogger<PluginAction> logger) : IAction
{
    public ActionManifest Manifest => call.Manifest;

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var session = new PluginSession(plugin, home, spawner, TimeProvider.System, logger);
        var told = await session.AskAsync(
            Request(context),
            said => context.Step.Log.Write(TimeProvider.System.GetUtcNow(), said.Level, said.Message ?? ""),
            cancellationToken);
        if (told.Type is "error")
            throw new NexusException(PluginErrors.Failed(Manifest.Name, told.Code, told.Message, told.Hint));
        if (told.Outputs is not { ValueKind: JsonValueKind.Object } outputs)
            throw Bad("its outputs are no object");
        var missing = Manifest.Outputs?.FirstOrDefault(
            field => field.IsRequired && !outputs.TryGetProperty(field.Name, out _));
        if (missing is not null)
            throw Bad($"its outputs lack '{missing.Name}'");
        if (Manifest.Outputs is not { } declared)
            return outputs;
        if (ActionSchema.Unfit(declared, outputs) is { } why)
            throw Bad($"of its outputs {why}");
        var more = outputs.EnumerateObject().Select(output => output.Name).FirstOrDefault(
            name => declared.All(field => field.Name != name));
        return more is null ? outputs : throw Bad($"its outputs have '{Shown(more)}', which it does not declare");
    }

    private JsonObject Request(ActionContext context) => new()
    {
        ["type"] = "run",
        ["id"] = Ids.New(TimeProvider.System).ToString(),
        ["action"] = Manifest.Name,
        ["with"] = With(context.With, context.Step),
        ["idempotency_key"] = context.Step.IdempotencyKey,
        ["may_have_run_before"] = context.Step.MayHaveRunBefore,
        ["attempt"] = context.Step.Attempt,
        ["run_id"] = context.Step.RunId.ToString(),
        ["step_id"] = context.Step.StepId.ToString(),
        ["correlation_id"] = context.Step.CorrelationId,
    };

    /// <exception cref="NexusException"><c>plugin.no_secret</c>, or of the secret.</exception>
    private JsonObject With(JsonElement given, StepContext step)
    {
        var with = new JsonObject();
        foreach (var field in given.EnumerateObject())
        {
            if (!IsSecret(field.Value))
                with[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            else if (call.Secrets.Contains(field.Name))
                with[field.Name] = secrets.Text(field.Value, step.OwnerId);
            else
                throw new NexusException(PluginErrors.NoSecret(Manifest.Name, field.Name));
        }

        return with;
    }

    private static bool IsSecret(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(Template.SecretKey, out _);

    private static string Shown(string name) => name.Length > 64 ? $"{name[..64]}..." : name;

    private NexusException Bad(string why) => new(PluginErrors.BadAnswer(plugin.Name, why));
}
