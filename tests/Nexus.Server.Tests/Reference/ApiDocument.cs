using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Nexus.Contracts;
using Nexus.Server.Errors;

namespace Nexus.Server.Tests.Reference;

/// <summary>
/// The OpenAPI document: what the framework finds in the routes, completed by what they say of themselves.
/// </summary>
internal static partial class ApiDocument
{
    private const string Body = "application/json";
    private const string Any = "*/*";
    private static readonly string[] Anything = ["object", "array", "string", "number", "boolean", "null"];

    public static async Task<JsonObject> MakeAsync()
    {
        await using var host = await ServerHost.StartAsync(configure: services =>
        {
            services.AddOpenApi();
            // As the contracts are; the server lets answers pass that break them.
            services.Configure<JsonOptions>(options =>
            {
                options.SerializerOptions.TypeInfoResolverChain[0] = ContractsJson.Default;
                options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
                options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
            });
        });
        var provider = host.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var found = await provider.GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        var json = await found.SerializeAsJsonAsync(
            OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken);
        return Finish(JsonNode.Parse(json)!.AsObject(), Route.All(host));
    }

    /// <summary>Every operation of a document, with its path and method.</summary>
    public static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject());

    private static JsonObject Finish(JsonObject found, IReadOnlyList<Route> routes)
    {
        foreach (var (_, _, operation) in Operations(found))
            Complete(operation, routes.Single(route => route.Name == (string?)operation["operationId"]));

        var paths = found["paths"]!.AsObject();
        paths["/health"] = Health();
        var schemas = found["components"]!["schemas"]!.AsObject();
        schemas[nameof(HealthView)] = Shape(("status", Text()), ("version", Text()));
        schemas[nameof(ErrorEnvelope)] = Shape(("error", Reference(nameof(NexusError))), ("correlation_id", Text()));
        Type(found);
        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Nexus",
                ["description"] = "See api.md. A failure is an ErrorEnvelope; errors.md lists the codes.",
                ["version"] = "v1",
            },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = Sorted(paths),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
                ["schemas"] = Sorted(schemas),
            },
        };
    }

    private static void Complete(JsonObject operation, Route route)
    {
        operation["tags"] = new JsonArray(
            route.Path.Split('/')[route.Path.StartsWith("/api/", StringComparison.Ordinal) ? 3 : 1]);
        operation["x-who"] = route.Who;
        operation["x-codes"] = new JsonArray([.. route.Note.Codes.Order(StringComparer.Ordinal).Select(Value)]);
        operation["requestBody"]?["content"]?.AsObject().Remove(Any); // The route itself refuses it.
        if (route.Note.BodyType is { } type)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject
                {
                    [type] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" },
                    },
                },
            };
        }

        var responses = operation["responses"]!.AsObject();
        foreach (var codes in route.Codes.GroupBy(StatusOf).OrderBy(codes => codes.Key))
        {
            responses[$"{codes.Key}"] = new JsonObject
            {
                ["description"] = string.Join(", ", codes),
                ["content"] = Content(Reference(nameof(ErrorEnvelope))),
            };
        }
    }

    private static int StatusOf(string code) => ErrorMapping.StatusOf(ErrorCatalogue.All[code]);

    private static JsonObject Health() => new()
    {
        ["get"] = new JsonObject
        {
            ["tags"] = new JsonArray("health"),
            ["summary"] = "Whether the server answers; needs no token.",
            ["operationId"] = "ShowHealth",
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = "OK",
                    ["content"] = Content(Reference(nameof(HealthView))),
                },
            },
            ["security"] = new JsonArray(),
            ["x-who"] = "anyone",
            ["x-codes"] = new JsonArray(),
        },
    };

    /// <summary>
    /// A schema that says nothing means any JSON: then it says so. What refers to code refers to the wire.
    /// </summary>
    private static void Type(JsonNode? node)
    {
        if (node is JsonObject named && named["enum"] is JsonArray)
            named["type"] ??= "string";
        if ((node as JsonObject)?["description"] is JsonValue text && text.TryGetValue<string>(out var said))
            text.Parent!["description"] = Member().Replace(said, match => $"`{OnTheWire(match.Groups["name"].Value)}`");
        if (node is JsonObject { Count: 0 } nothing && nothing.Parent is JsonObject && IsSchema(nothing))
            nothing["type"] = new JsonArray([.. Anything.Select(Value)]);
        foreach (var child in node is JsonObject o ? o.Select(pair => pair.Value) : node as JsonArray ?? [])
            Type(child);
    }

    private static string OnTheWire(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>As the framework writes <c>cref</c>: the type, the name with its own type before it.</summary>
    [GeneratedRegex(@"(\b(string|bool|int|long|[A-Z]\w+)\?? )?\b[A-Z]\w+\.(?<name>[A-Z]\w+)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();

    private static bool IsSchema(JsonObject node) =>
        node.GetPropertyName() is "schema" or "items" or "additionalProperties"
        || (node.Parent is { Parent: JsonObject } parent && parent.GetPropertyName() is "properties" or "schemas");

    private static JsonObject Content(JsonObject schema) =>
        new() { [Body] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Shape(params (string Name, JsonObject Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Schema))),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonNode? Value(string text) => JsonValue.Create(text);

    private static JsonObject Sorted(JsonObject node) =>
        new(node.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
}
