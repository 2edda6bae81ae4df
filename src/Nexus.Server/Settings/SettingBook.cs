using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Nexus.Engine;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Settings;

/// <summary>A setting there is.</summary>
/// <param name="Key">As people write it: <c>ledger.keep</c>.</param>
/// <param name="Type">Of its value.</param>
/// <param name="Default">Null: none.</param>
internal sealed record Setting(string Key, Type Type, string? Default)
{
    private static readonly string[] Hidden = ["token", "secret", "password", "key"];

    public bool IsList => Type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(Type);

    /// <summary>Its value is shown to nobody: its name says what it is.</summary>
    public bool IsSecret => Hidden.Any(word => Key.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>As configuration has it: <c>ledger:keep</c>.</summary>
    public string Path => Key.Replace('.', ':');
}

/// <summary>Every setting of every slice, as their records of options have them.</summary>
internal static class SettingBook
{
    private static readonly Assembly[] Slices =
        [typeof(SettingBook).Assembly, typeof(PortOptions).Assembly, typeof(EngineOptions).Assembly];

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Slices.SelectMany(slice => slice.GetTypes())
            .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)))
            .Where(found => found.Section is { IsLiteral: true })
            .SelectMany(found => Of(
                (string?)found.Section?.GetRawConstantValue() ?? "",
                Activator.CreateInstance(found.Type) ?? throw new MissingMethodException(found.Type.Name, "new")))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal),
    ];

    private static IEnumerable<Setting> Of(string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{prefix}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            var value = property.GetValue(options);
            if (value is PortRange)
            {
                foreach (var inner in Of(key, value))
                    yield return inner;
            }
            else
            {
                yield return new(key, property.PropertyType, Text(value));
            }
        }
    }

    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
