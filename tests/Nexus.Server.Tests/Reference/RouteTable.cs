using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Nexus.Server.Tests.Reference;

/// <summary>The table of routes in docs/reference/api.md: what the OpenAPI document says, for people.</summary>
internal static class RouteTable
{
    public static string Markdown(JsonObject document)
    {
        var table = new StringBuilder("""
            | route | who | what it does | takes | answers | errors |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (path, method, operation) in ApiDocument.Operations(document))
        {
            var codes = operation["x-codes"]!.AsArray().Select(code => $"`{code}`");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{method} {path}` | {operation["x-who"]} | {operation["summary"]} | {Takes(operation)} "
                    + $"| {Answers(operation)} | {string.Join(", ", codes)} |\n");
        }

        return table.ToString().Replace("|  |", "| |", StringComparison.Ordinal);
    }

    private static string Takes(JsonObject operation) => string.Join(", ",
    [
        .. from parameter in operation["parameters"]?.AsArray() ?? []
           where (string?)parameter!["in"] is "query"
           select $"`{parameter["name"]}`",
        .. from content in operation["requestBody"]?["content"]?.AsObject() ?? []
           select Name(content.Value!["schema"])
               + (operation["requestBody"]!["required"]?.GetValue<bool>() is true ? "" : " or nothing"),
    ]);

    private static string Answers(JsonObject operation) => string.Join(", ",
        from response in operation["responses"]!.AsObject()
        where response.Key[0] is '1' or '2'
        let content = response.Value!["content"]?.AsObject().FirstOrDefault()
        select response.Key is "101" ? "WebSocket"
            : content is null ? response.Key
            : $"{response.Key} {Shape(content.Value.Key)}{Name(content.Value.Value!["schema"])}");

    private static string Shape(string contentType) => contentType switch
    {
        "text/event-stream" => "events of ",
        "application/x-ndjson" => "lines of ",
        _ => "",
    };

    private static string Name(JsonNode? schema) => schema switch
    {
        _ when schema?["$ref"] is { } reference => ((string?)reference)!.Split('/')[^1],
        _ when schema?["oneOf"] is JsonArray choices => Name(choices.Single(one => (string?)one!["$ref"] is not null)),
        _ when schema?["additionalProperties"] is { } values => $"map of {Name(values)}",
        _ when (string?)schema?["format"] is "binary" => "a file",
        _ when schema?["type"] is JsonArray => "JSON",
        _ => "text",
    };
}
