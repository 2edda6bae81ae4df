using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Engine.Actions;

/// <summary>Hides what an action's manifest says is not to be kept.</summary>
internal static class OutputMask
{
    private const string Mask = "***";

    /// <param name="outputs">As the action gave them.</param>
    /// <param name="paths">Names with dots between.</param>
    public static JsonElement? Of(JsonElement? outputs, IReadOnlyList<string> paths)
    {
        if (outputs is not { ValueKind: JsonValueKind.Object } given || !paths.Any(path => Has(given, path)))
            return outputs;
        var masked = JsonObject.Create(given)!;
        foreach (var path in paths)
            Hide(masked, path);
        return JsonElement.Parse(masked.ToJsonString());
    }

    private static bool Has(JsonElement at, string path) =>
        path.Split('.').All(name => at.ValueKind is JsonValueKind.Object && at.TryGetProperty(name, out at));

    private static void Hide(JsonObject at, string path)
    {
        var names = path.Split('.');
        var holder = at;
        foreach (var name in names[..^1])
        {
            if (holder[name] is not JsonObject inner)
                return;
            holder = inner;
        }

        if (holder.ContainsKey(names[^1]))
            holder[names[^1]] = Mask;
    }
}
