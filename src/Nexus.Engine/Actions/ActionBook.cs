using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions;

/// <summary>Every action of this server.</summary>
internal sealed class ActionBook(IEnumerable<IAction> actions)
{
    private readonly Dictionary<string, IAction> _actions =
        actions.ToDictionary(action => action.Manifest.Name, StringComparer.Ordinal);

    /// <summary>What blueprints are checked against.</summary>
    public BlueprintContext Context => new(
        _actions.ToDictionary(pair => pair.Key, pair => pair.Value.Manifest.Shape, StringComparer.Ordinal));

    /// <returns>Null: there is none of that name.</returns>
    public IAction? Find(string name) => _actions.GetValueOrDefault(name);
}
