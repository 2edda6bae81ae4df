using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions.Plugins;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions;

/// <summary>Every action of this server.</summary>
internal sealed class ActionBook
{
    private readonly Dictionary<string, IAction> _actions;

    /// <param name="actions">That come with the server.</param>
    /// <param name="plugins">That bring others.</param>
    public ActionBook(IEnumerable<IAction> actions, PluginShelf? plugins = null)
    {
        _actions = actions.ToDictionary(action => action.Manifest.Name, StringComparer.Ordinal);
        foreach (var action in plugins?.Load(_actions.ContainsKey).ToList() ?? [])
            _actions.Add(action.Manifest.Name, action);
    }

    /// <summary>What blueprints are checked against.</summary>
    public BlueprintContext Context => new(
        _actions.ToDictionary(pair => pair.Key, pair => pair.Value.Manifest.Shape, StringComparer.Ordinal));

    /// <summary>By name.</summary>
    public IEnumerable<ActionManifest> All =>
        _actions.Values.Select(action => action.Manifest).OrderBy(action => action.Name, StringComparer.Ordinal);

    /// <returns>Null: there is none of that name.</returns>
    public IAction? Find(string name) => _actions.GetValueOrDefault(name);

    /// <summary>
    /// One attempt, with inputs that are as its manifest says; what that hides is masked in what is returned.
    /// </summary>
    /// <exception cref="NexusException"><c>action.bad_input</c>, and those of the action.</exception>
    public static async Task<JsonElement?> RunAsync(
        IAction action, ActionContext context, CancellationToken cancellationToken)
    {
        var manifest = action.Manifest;
        // Those of the server say "any" where they take a secret; a plugin's are checked against its own list.
        var mayBeSecret = manifest.Origin is not ActionManifest.BuiltIn;
        if (ActionSchema.Unfit(manifest.Inputs, context.With, mayBeSecret) is { } why)
            throw new NexusException(ActionErrors.BadInput(manifest.Name, why));
        var outputs = await action.RunAsync(context, cancellationToken);
        return manifest.Redacts.Count == 0 ? outputs : OutputMask.Of(outputs, manifest.Redacts);
    }
}
