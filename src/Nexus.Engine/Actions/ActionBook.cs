using System.Text.Json;
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

    /// <summary>One attempt; what its manifest hides is masked in what is returned.</summary>
    public static Task<JsonElement?> RunAsync(
        IAction action, ActionContext context, CancellationToken cancellationToken) =>
        action.Manifest.Redacts.Count == 0
            ? action.RunAsync(context, cancellationToken)
            : MaskedAsync(action, context, cancellationToken);

    private static async Task<JsonElement?> MaskedAsync(
        IAction action, ActionContext context, CancellationToken cancellationToken) =>
        OutputMask.Of(await action.RunAsync(context, cancellationToken), action.Manifest.Redacts);
}
