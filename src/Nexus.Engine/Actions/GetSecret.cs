using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Spec.Templates;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary><c>secret.get</c>: a handle to a secret that is chosen while the run goes on. Its value stays.</summary>
internal sealed class GetSecret(SecretReader secrets) : IAction
{
    public const string Name = "secret.get";
    public const string Handle = "handle";

    public ActionManifest Manifest { get; } = new(
        Name, "Finds a secret, and returns a handle that other steps can be given; never its value.",
        [Needed("path", InputType.Text, "Where it is: `user/me/NAME`, `team/TEAM/NAME`, `sys/...`.")],
        [Needed(Handle, InputType.Map, "Stands for the value in the `with` of a later step.")])
    {
        IsIdempotent = true,
    };

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var path = secrets.Find(context.With.GetProperty("path").GetString() ?? "", context.Step.OwnerId);
        return Task.FromResult<JsonElement?>(
            EventData.Of((Handle, new JsonObject { [Template.SecretKey] = path })));
    }
}
