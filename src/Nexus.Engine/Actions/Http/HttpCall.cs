using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Http;

/// <summary><c>http.call</c>: one request and its answer.</summary>
internal sealed class HttpCall(HttpSender sender, SecretReader secrets, TimeProvider clock) : IAction
{
    private const string Name = "http.call";

    public ActionManifest Manifest { get; } = new(
        Name,
        "Sends an HTTP request and returns the answer; a status that is not expected fails the step.",
        [
            Needed("url", InputType.Text, "Where to: http:// or https://, without a user."),
            Optional("method", InputType.Text, "GET if nothing is said."),
            Optional("headers", InputType.Map, "By name; a value may be a secret."),
            Optional("body", InputType.Any, "A text as it is, a secret, or a value as JSON."),
            Optional("timeout", InputType.Text, "For the whole of one try, `30s` if nothing is said."),
            Optional("retries", InputType.Whole,
                "More tries, 0 to 10, when no answer comes or one of 429, 502, 503, 504: after 0.5 s, then longer."),
            Optional("expect", InputType.List, "Statuses that are no failure, instead of 200 to 299."),
            Optional("max_bytes", InputType.Whole, "Of the answer, at most and if nothing is said 1048576."),
        ],
        [
            Needed("status", InputType.Whole, "Of the answer."),
            Needed("headers", InputType.Map, "Of the answer, by name in small letters."),
            Needed("body", InputType.Text, "Of the answer."),
            Needed("json", InputType.Any, "The body as a value when it is JSON; else null."),
        ])
    {
        Redacts = ["headers.set-cookie"],
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var ask = HttpAsk.Of(context.With);
        for (var tried = 1; ; tried++)
        {
            try
            {
                using var message = ask.Message(context.Step, secrets);
                return Outputs(await sender.SendAsync(ask, message, context.Step, cancellationToken));
            }
            catch (NexusException e) when (tried <= ask.Retries && HttpRetry.IsWorthwhile(e.Error))
            {
                await Task.Delay(HttpRetry.Wait(tried, Random.Shared.NextDouble()), clock, cancellationToken);
            }
        }
    }

    private static JsonElement Outputs(HttpAnswer answer)
    {
        var headers = new JsonObject();
        foreach (var (name, values) in answer.Headers)
            headers[name.ToLowerInvariant()] = string.Join(", ", values);
        return EventData.Of(
            ("status", answer.Status), ("headers", headers), ("body", answer.Body), ("json", Json(answer)));
    }

    private static JsonNode? Json(HttpAnswer answer)
    {
        if (answer.ContentType?.EndsWith("json", StringComparison.Ordinal) is not true)
            return null;
        try
        {
            return JsonNode.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
