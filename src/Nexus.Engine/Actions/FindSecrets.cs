using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Engine.Secrets;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary><c>secret.list</c>: what is known of secrets, never a value.</summary>
internal sealed class FindSecrets(SecretReader secrets) : IAction
{
    private const string Name = "secret.list";
    private const int Most = 500;

    public ActionManifest Manifest { get; } = new(
        Name, "Lists secrets that the owner of the run may use: what is known of them, never a value.",
        [Optional("prefix", InputType.Text, "Only those whose whole path begins with it; `user/me/` is one's own.")],
        [
            Needed("secrets", InputType.List, "By path, 500 at most: `path`, `version`, `updated_at`, `backend`."),
            Needed("is_cut", InputType.Flag, "There are more."),
        ])
    {
        IsIdempotent = true,
    };

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var found = secrets.Visible(context.With.Text("prefix") ?? "", context.Step.OwnerId).Take(Most + 1).ToList();
        var shown = new JsonArray();
        foreach (var info in found.Take(Most))
        {
            shown.Add((JsonNode)new JsonObject
            {
                ["path"] = info.Path,
                ["version"] = info.Version,
                ["updated_at"] = info.UpdatedAt,
                ["backend"] = info.Backend,
            });
        }

        return Task.FromResult<JsonElement?>(EventData.Of(("secrets", shown), ("is_cut", found.Count > Most)));
    }
}
