using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Nexus.Testing;

/// <summary>
/// What the generated JSON of an assembly makes of a document that says only what it must: what its record says, or
/// the default of a type, which nobody meant.
/// </summary>
public static class WrittenDefaults
{
    /// <summary>Every record that a context of the assembly reads, with all that is in it.</summary>
    public static IEnumerable<JsonTypeInfo> All(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
            .SelectMany(Of).DistinctBy(info => (info.Type, info.Options));

    /// <returns>Null: it is the same; else both.</returns>
    public static string? Difference(JsonTypeInfo info)
    {
        var full = JsonSerializer.SerializeToNode(Made(info), info)!.AsObject();
        var least = new JsonObject(info.Properties.Where(property => property.IsRequired)
            .Select(property => KeyValuePair.Create(property.Name, full[property.Name]?.DeepClone())));
        var read = JsonSerializer.SerializeToNode(least.Deserialize(info), info)!;
        return JsonNode.DeepEquals(full, read)
            ? null
            : $"{info.Type}: {full.ToJsonString()} is read as {read.ToJsonString()}";
    }

    /// <summary>A context has a property for each of its types, those within others included.</summary>
    private static IEnumerable<JsonTypeInfo> Of(Type context)
    {
        var made = (JsonSerializerContext)context.GetProperty("Default")!.GetValue(null)!;
        return context.GetProperties().Select(one => one.PropertyType)
            .Where(type => type.IsSubclassOf(typeof(JsonTypeInfo)))
            .Select(type => made.GetTypeInfo(type.GetGenericArguments()[0]))
            .OfType<JsonTypeInfo>()
            .Where(info => info is { Kind: JsonTypeInfoKind.Object, Type: { IsClass: true, IsAbstract: false } }
                && info.Type != typeof(object));
    }

    /// <summary>With nothing given but what C# insists on, and that at its type's default.</summary>
    private static object Made(JsonTypeInfo info)
    {
        var type = info.Type;
        var constructor = type.GetConstructors().MinBy(one => one.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(ValueOf)]);
        foreach (var property in type.GetProperties().Where(one => one.PropertyType == typeof(JsonElement)))
            property.SetValue(made, JsonElement.Parse("null"));
        if (info.Options.RespectNullableAnnotations)
            Fill(made, info.Options);
        return made;
    }

    /// <summary>Where no null is written there is nothing else: no text, no entries.</summary>
    private static void Fill(object made, JsonSerializerOptions options)
    {
        var empty = made.GetType().GetProperties().Where(one => one.CanWrite && one.GetValue(made) is null);
        foreach (var property in empty)
        {
            var type = options.GetTypeInfo(property.PropertyType);
            property.SetValue(made, type.Kind switch
            {
                JsonTypeInfoKind.Enumerable => JsonSerializer.Deserialize("[]", type),
                JsonTypeInfoKind.Dictionary => JsonSerializer.Deserialize("{}", type),
                _ when type.Type == typeof(string) => "",
                _ => null,
            });
        }
    }

    private static object? ValueOf(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? parameter.DefaultValue
        : parameter.ParameterType == typeof(JsonElement) ? JsonElement.Parse("null")
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;
}
