using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>What is left out of JSON is what it is when C# leaves it out.</summary>
public sealed class ContractDefaultsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Type> Types => [.. typeof(ContractsJson).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false, IsGenericType: false }
            && ContractsJson.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object })];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_field_that_is_left_out_is_what_its_record_says(Type type)
    {
        var info = ContractsJson.Default.GetTypeInfo(type)!;
        var full = JsonSerializer.SerializeToNode(Made(type), info)!.AsObject();
        var least = new JsonObject(info.Properties.Where(property => property.IsRequired)
            .Select(property => KeyValuePair.Create(property.Name, full[property.Name]?.DeepClone())));

        var read = JsonSerializer.SerializeToNode(least.Deserialize(info), info)!;

        Assert.Equal(full.ToJsonString(), read.ToJsonString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_create_that_does_not_speak_of_starting_starts()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        using var body = new StringContent("""{"workspace_name":"api"}""", encoding: null, "application/json");

        var made = await (await client.PostAsync("/api/v1/workspaces/create", body, Ct)).AcceptedAsync();

        Assert.NotNull(made.RunId);
    }

    /// <summary>With nothing given but what C# insists on, and that at its type's default.</summary>
    private static object Made(Type type)
    {
        var constructor = type.GetConstructors().MinBy(one => one.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(ValueOf)]);
        foreach (var property in type.GetProperties().Where(one => one.PropertyType == typeof(JsonElement)))
            property.SetValue(made, JsonElement.Parse("null"));
        return made;
    }

    private static object? ValueOf(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? parameter.DefaultValue
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;
}
