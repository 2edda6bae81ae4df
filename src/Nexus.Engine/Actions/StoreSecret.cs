using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary><c>secret.put</c>: the secret is sealed first; its event commits with the end of the step.</summary>
internal sealed class StoreSecret(SecretReader reader, ISecretStore secrets, TimeProvider clock) : IAction
{
    private const string Name = "secret.put";
    private const int LeastBytes = 16;
    private const int MostBytes = 64;

    public ActionManifest Manifest { get; } = new(
        Name, "Sets a secret, to a value or to one made at random; the one before is gone.",
        [
            Needed("path", InputType.Text, "Where it is to be: `user/me/NAME`, `team/TEAM/NAME`, `sys/...`."),
            Optional("value", InputType.Any, "The value: a text of 8 characters to 64 KiB, or another secret."),
            Optional("generate", InputType.Whole,
                "In place of a value: so many bytes at random, 16 to 64, as hexadecimal digits."),
        ],
        [
            Needed("path", InputType.Text, "The whole path."),
            Needed("version", InputType.Whole, "How often it was set."),
        ])
    {
        IsIdempotent = true,
    };

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var path = reader.Allowed(with.Text("path") ?? "", step.OwnerId);
        var info = secrets.Put(path, Value(with, step.OwnerId), step.Actor);
        step.AlsoCommit = new([
            LedgerEvent.Now(clock, "xyn.secret.updated", new("secret", path.Text), step.CorrelationId) with
            {
                Actor = step.Actor,
                OwnerId = path.UserId ?? "system",
                RunId = step.RunId,
                StepId = step.StepId,
                Data = EventData.Of(("version", info.Version), ("backend", info.Backend)),
            },
        ]);
        return Task.FromResult<JsonElement?>(EventData.Of(("path", info.Path), ("version", info.Version)));
    }

    /// <exception cref="NexusException"><c>action.bad_input</c>, and those of <see cref="SecretReader"/>.</exception>
    private string Value(JsonElement with, string ownerId)
    {
        var value = with.Value("value") is { } given
            ? reader.Text(given, ownerId) ?? throw Bad("its value is neither a text nor a secret")
            : null;
        return (value, with.Whole("generate")) switch
        {
            ({ } text, null) => text,
            (null, { } bytes and >= LeastBytes and <= MostBytes) =>
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes)),
            (null, not null) => throw Bad($"'generate' is {LeastBytes} to {MostBytes} bytes"),
            _ => throw Bad("it needs a value or 'generate', and not both"),
        };
    }

    private static NexusException Bad(string why) => new(ActionErrors.BadInput(Name, why));
}
