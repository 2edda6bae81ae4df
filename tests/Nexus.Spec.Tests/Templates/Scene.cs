using System.Text.Json;
using Nexus.Contracts;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Tests.Templates;

/// <summary>A run in the middle, and templates asked in it.</summary>
internal static class Scene
{
    public static TemplateScope Scope { get; } = new()
    {
        Inputs = Json("""
            {"host":"db1","port":22,"ratio":0.5,"on":true,"off":false,"none":null,"trap":"{{ inputs.host }}",
             "tags":["b","a","b"],"nested":{"deep":{"er":[10,20]}},"odd-name":1,"big":1e300,"one":1.0,
             "people":[{"name":"Zoe","age":30},{"name":"Abe","age":41},{"name":"Eve","age":30},{}]}
            """),
        Event = Json("""{"event_name":"checkmk.alert","data":{"ref":"refs/heads/main","n":"5"}}"""),
        Steps = new Dictionary<string, StepResult>
        {
            ["fix"] = new("completed", Json("""{"code":0,"lines":["x","y"]}""")),
        },
        Item = Json("""{"id":7}"""),
        Index = 3,
        RunId = "run-1",
    };

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static JsonElement Text(string text) => Json($"\"{JsonEncodedText.Encode(text)}\"");

    public static Template Parse(JsonElement value)
    {
        var (template, problems) = Template.Parse(value);
        Assert.Empty(problems);
        return template!;
    }

    /// <summary>The value in its one spelling.</summary>
    public static string Evaluate(string text, TemplateScope? scope = null) =>
        CanonicalJson.Of(Parse(Text(text)).Evaluate(scope ?? Scope));

    public static NexusError Failure(string text, TemplateScope? scope = null) =>
        Assert.Throws<NexusException>(() => Parse(Text(text)).Evaluate(scope ?? Scope)).Error;
}
