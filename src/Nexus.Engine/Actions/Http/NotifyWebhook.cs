using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Http;

/// <summary>
/// <c>notify.webhook</c>: tells another program by POST. Signed, it can be checked to come from here, unchanged and of
/// now: the signature is over the time and the body.
/// </summary>
internal sealed class NotifyWebhook(HttpSender sender, SecretReader secrets, TimeProvider clock) : IAction
{
    private const string Name = "notify.webhook";
    private const string Timestamp = "X-Nexus-Timestamp";
    private const string Signature = "X-Nexus-Signature";
    private const string GitHubSignature = "X-Hub-Signature-256";

    public ActionManifest Manifest { get; } = new(
        Name, "Sends JSON by POST, signed with a secret; a status of 300 and more fails the step.",
        [
            Needed("url", InputType.Text, "Where to: http:// or https://, without a user."),
            Needed("payload", InputType.Any, "What is sent, as JSON."),
            Optional("secret", InputType.Any, "A secret to sign with; without it nothing is signed."),
            Optional("headers", InputType.Map, "More of them, by name; a value may be a secret."),
            Optional("timeout", InputType.Text, "For the whole of it, `30s` if nothing is said."),
        ],
        [
            Needed("status", InputType.Whole, "Of the answer."),
            Needed("delivery", InputType.Text, "What tells it from others: the `Idempotency-Key` it was sent with."),
        ]);

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var ask = HttpAsk.OfPost(with);
        var body = Encoding.UTF8.GetBytes(with.GetProperty("payload").GetRawText());
        using var message = ask.Message(step, secrets, body);
        Sign(message, with, body, step);
        var answer = await sender.SendAsync(ask, message, step, cancellationToken);
        return EventData.Of(("status", answer.Status), ("delivery", step.IdempotencyKey));
    }

    /// <exception cref="NexusException"><c>http.bad_call</c>, or of the secret.</exception>
    private void Sign(HttpRequestMessage message, JsonElement with, byte[] body, StepContext step)
    {
        if (with.Value("secret") is not { } reference)
            return;
        // A text would stand in the blueprint for all to read.
        if (reference.ValueKind is not JsonValueKind.Object || secrets.Text(reference, step.OwnerId) is not { } secret)
            throw new NexusException(HttpErrors.BadCall("its secret is none, as \"{{ secrets['user/me/hook'] }}\" is"));
        var key = Encoding.UTF8.GetBytes(secret);
        var now = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Put(message, Timestamp, now);
        Put(message, Signature, Hash(key, [.. Encoding.ASCII.GetBytes($"{now}."), .. body]));
        Put(message, GitHubSignature, Hash(key, body));
        CryptographicOperations.ZeroMemory(key);
    }

    private static void Put(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }

    private static string Hash(byte[] key, byte[] told) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(key, told))}";
}
