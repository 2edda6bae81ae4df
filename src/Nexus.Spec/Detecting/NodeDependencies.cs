using System.Text.Json;

namespace Nexus.Spec.Detecting;

/// <summary>Packages of a <c>package.json</c>, by npm, yarn or pnpm.</summary>
internal static class NodeDependencies
{
    private const string Manifest = "package.json";

    public static DependencyInstall? Of(SourceDirectory directory)
    {
        if (!Asks(directory, "dependencies", "devDependencies", "optionalDependencies", "workspaces"))
            return null;
        return directory switch
        {
            _ when directory.Has("pnpm-lock.yaml") =>
                By(directory, "pnpm", "pnpm install --frozen-lockfile", "pnpm-lock.yaml"),
            _ when directory.Has("yarn.lock") => By(directory, "yarn", "yarn install --frozen-lockfile", "yarn.lock"),
            _ when directory.Of("package-lock.json", "npm-shrinkwrap.json") is [var locked, ..] =>
                By(directory, "npm", "npm ci", locked),
            _ => By(directory, "npm", "npm install"),
        };
    }

    /// <summary>Then one installation at the top serves all below.</summary>
    public static bool HasWorkspaces(SourceDirectory directory) =>
        directory.Has("pnpm-workspace.yaml") || Asks(directory, "workspaces");

    private static DependencyInstall By(
        SourceDirectory directory, string tool, string command, params string[] locks) => new()
        {
            Directory = directory.Path,
            Tool = tool,
            Command = command,
            Inputs = [Manifest, .. locks],
            Output = "node_modules",
            Packages = tool is "npm" ? ["nodejs", "npm"] : [],
        };

    private static bool Asks(SourceDirectory directory, params IEnumerable<string> sections)
    {
        try
        {
            using var package = JsonDocument.Parse(directory.Text(Manifest));
            var root = package.RootElement;
            return root.ValueKind is JsonValueKind.Object && sections.Any(
                name => root.TryGetProperty(name, out var section) && IsFilled(section));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsFilled(JsonElement section) => section.ValueKind switch
    {
        JsonValueKind.Object => section.EnumerateObject().Any(),
        JsonValueKind.Array => section.GetArrayLength() > 0,
        _ => false,
    };
}
