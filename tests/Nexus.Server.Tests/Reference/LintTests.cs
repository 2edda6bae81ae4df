using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nexus.Server.Tests.Reference;

/// <summary>What a generator of clients needs of docs/reference/openapi.json.</summary>
public sealed partial class LintTests
{
    private static readonly string[] Untyped = ["101", "204"];

    private static readonly JsonObject Document = JsonNode.Parse(ReferenceFile.Read("openapi.json"))!.AsObject();

    [Fact]
    public void Operation_ids_are_there_and_unique()
    {
        var ids = Operations(operation => operation).Select(o => (string?)o.Operation["operationId"]).ToList();

        Assert.All(ids, id => Assert.Matches("^[A-Z][A-Za-z]+$", id));
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Every_operation_has_a_summary_and_one_tag() =>
        Assert.Empty(Operations(operation =>
            ((string?)operation["summary"])?.EndsWith('.') is not true || operation["tags"]?.AsArray().Count is not 1
                ? operation : null).Select(o => o.Name));

    [Fact]
    public void Every_success_has_a_schema() =>
        Assert.Empty(
            from operation in Operations(operation => operation)
            let successes = operation.Operation["responses"]!.AsObject().Where(r => r.Key[0] is '1' or '2').ToList()
            where successes.Count is 0 || successes.Any(success => !Untyped.Contains(success.Key)
                && success.Value!["content"]?.AsObject().All(c => c.Value!["schema"] is not null) is not true)
            select operation.Name);

    [Fact]
    public void Every_operation_but_health_needs_a_token_and_says_how_it_fails() =>
        Assert.Equal(
            ["GET /health"],
            Operations(operation =>
                (operation["security"] ?? Document["security"])!.AsArray().Count is 0
                || !operation["responses"]!.AsObject().Any(response => response.Key[0] is '4'
                    && response.Value!.ToJsonString().Contains("/ErrorEnvelope", StringComparison.Ordinal))
                    ? operation : null).Select(o => o.Name));

    [Fact]
    public void Names_are_in_snake_case() =>
        Assert.DoesNotContain(
            Properties().Select(property => property.Key)
                .Concat(Operations(operation => operation).SelectMany(o =>
                    (o.Operation["parameters"]?.AsArray() ?? []).Select(p => (string)p!["name"]!))),
            name => !SnakeCase().IsMatch(name));

    [Fact]
    public void Every_property_has_a_type() =>
        Assert.Empty(
            from property in Properties()
            where !IsTyped(property.Value!)
            select $"{property.Value!.GetPath()}: {property.Value.ToJsonString()}");

    [Fact]
    public void Every_reference_leads_somewhere() =>
        Assert.Empty(
            Reference().Matches(Document.ToJsonString()).Select(match => match.Groups["name"].Value)
                .Except(Document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)));

    private static bool IsTyped(JsonNode schema) =>
        schema["$ref"] is not null || schema["type"] is not null || schema["enum"] is not null
        || (schema["oneOf"] ?? schema["anyOf"]) is JsonArray;

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Properties() =>
        from schema in Document["components"]!["schemas"]!.AsObject()
        from property in schema.Value!["properties"]?.AsObject() ?? []
        select property;

    /// <summary>Those for which something is returned.</summary>
    private static IEnumerable<(string Name, JsonObject Operation)> Operations(Func<JsonObject, JsonObject?> choose) =>
        from operation in ApiDocument.Operations(Document)
        where choose(operation.Operation) is not null
        select ($"{operation.Method} {operation.Path}", operation.Operation);

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex SnakeCase();

    [GeneratedRegex("#/components/schemas/(?<name>[^\"/]+)\"", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
