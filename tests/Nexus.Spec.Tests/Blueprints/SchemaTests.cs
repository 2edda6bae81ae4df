using System.Text.Json.Nodes;
using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>What an editor is told is missing is what the loader says is missing.</summary>
public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(BlueprintSchema.Json())!;

    [Fact]
    public void A_blueprint_needs_what_starts_it() => Assert.Equal([["trigger", "triggers"]], Either(Schema));

    [Fact]
    public void A_trigger_needs_an_event_or_a_schedule()
    {
        Assert.Equal([["event_type", "schedule"]], Either(Schema["properties"]!["trigger"]!));
        Assert.Equal([["event_type", "schedule"]], Either(Schema["properties"]!["triggers"]!["items"]!));
    }

    [Fact]
    public void An_agent_task_needs_a_provider_and_a_prompt()
    {
        var steps = Schema["properties"]!["plan"]!["items"]!["oneOf"]!.AsArray();
        var agent = steps.Single(step => $"{step!["properties"]!["kind"]!["enum"]![0]}" is "agent_task");

        Assert.Equal([["provider", "agent"], ["prompt_template", "prompt"]], Either(agent!));
        Assert.All(steps.Where(step => step != agent), step => Assert.Empty(Either(step!)));
    }

    /// <summary>Of each of these one must be there.</summary>
    private static IEnumerable<IEnumerable<string>> Either(JsonNode schema) =>
        from all in schema["allOf"]?.AsArray() ?? []
        select from any in all["anyOf"]!.AsArray() select $"{any!["required"]![0]}";
}
