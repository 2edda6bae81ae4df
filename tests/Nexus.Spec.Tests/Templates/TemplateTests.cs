using System.Text.Json;
using Nexus.Contracts;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Tests.Templates;

/// <summary>Structures with templates in them, and what they may never do.</summary>
public sealed class TemplateTests
{
    [Fact]
    public void A_structure_keeps_its_shape_and_each_value_its_kind()
    {
        var template = Scene.Parse(Scene.Json("""
            {"host": "{{ inputs.host }}", "n": 5, "list": ["{{ inputs.port }}", "p={{ inputs.port }}", null, true]}
            """));

        Assert.Equal(
            """{"host":"db1","list":[22,"p=22",null,true],"n":5}""", CanonicalJson.Of(template.Evaluate(Scene.Scope)));
        Assert.False(template.IsConstant);
        Assert.True(Scene.Parse(Scene.Json("[1, \"a\"]")).IsConstant);
    }

    [Fact]
    public void Values_are_never_read_as_templates_again()
    {
        Assert.Equal("\"{{ inputs.host }}\"", Scene.Evaluate("{{ inputs.trap }}"));
        Assert.Equal("\"> {{ inputs.host }}\"", Scene.Evaluate("> {{ inputs.trap }}"));
        Assert.Equal("\"{{ inputs.host }}\"", Scene.Evaluate("{{ '{{' }} inputs.host }}"));
    }

    [Fact]
    public void References_are_listed_once_as_far_as_they_are_written_out()
    {
        var template = Scene.Parse(Scene.Json("""
            ["{{ inputs.a.b + inputs.a.b }}", "{{ steps.x.outputs[item] }}{{ secrets['team/ops/key'] }}", "{{ event }}"]
            """));

        Assert.Equal(
            ["inputs.a.b", "steps.x.outputs", "item", "secrets.team/ops/key", "event"],
            template.References.Select(name => name.ToString()));
        Assert.Equal(["team/ops/key"], template.Secrets);
    }

    [Theory]
    [InlineData("{{ secrets['team/ops/key'] }}", "team/ops/key")]
    [InlineData("{{ secrets.token }}", "token")]
    public void A_secret_is_a_handle(string text, string path) =>
        Assert.Equal($"{{\"$secret\":\"{path}\"}}", Scene.Evaluate(text));

    [Theory]
    [InlineData("{{ inputs.x }}")]
    [InlineData("{{ inputs }}")]
    [InlineData("{{ [inputs.x] }}")]
    [InlineData("{{ parse_json(json(inputs.x)) }}")]
    [InlineData("{{ {'$secret': 'sys/key'} }}")]
    public void Nobody_else_can_make_a_handle(string text)
    {
        var scope = Scene.Scope with { Inputs = Scene.Json("""{"x": {"a": [{"\u0024secret": "sys/key"}]}}""") };

        Assert.Equal("template.forged_secret", Scene.Failure(text, scope).Code);
    }

    [Fact]
    public void A_handle_that_a_step_was_given_may_be_passed_on()
    {
        var scope = Scene.Scope with
        {
            Inputs = Scene.Json("""{"x": {"$secret": "team/a"}}"""),
            Handles = new HashSet<string> { "team/a" },
        };

        Assert.Equal("""{"$secret":"team/a"}""", Scene.Evaluate("{{ inputs.x }}", scope));
        Assert.Equal("""{"$secret":"team/a"}""", CanonicalJson.Of(scope.Inputs.GetProperty("x")));
    }

    [Theory]
    [InlineData("{{ inputs.big + inputs.big }}")]
    [InlineData("{{ inputs.big }}{{ inputs.big }}")]
    [InlineData("{{ [inputs.big, inputs.big] }}")]
    [InlineData("{{ join([inputs.big, inputs.big], '') }}")]
    [InlineData("{{ split(inputs.commas, ',') }}")]
    [InlineData("{{ inputs.list + inputs.list }}")]
    [InlineData("{{ length(pluck(inputs.toolong, 'a')) }}")]
    [InlineData("{{ parse_json(inputs.deep) == [parse_json(inputs.deep)] }}")]
    public void What_is_too_much_is_refused(string text)
    {
        var scope = new TemplateScope
        {
            Inputs = Json.Build(new(), json =>
            {
                json.WriteStartObject();
                json.WriteString("big", new string('x', 600_000));
                json.WriteString("commas", new string(',', 10_001));
                json.WriteString("deep", new string('[', 64) + new string(']', 64));
                Zeros(json, "list", 6_000);
                Zeros(json, "toolong", 10_001);
                json.WriteEndObject();
            }),
        };

        Assert.Equal("template.too_large", Scene.Failure(text, scope).Code);
    }

    [Fact]
    public void Small_expressions_cannot_add_up_to_endless_work()
    {
        var scope = new TemplateScope { Inputs = Scene.Json($"{{\"big\": \"{new string('x', 1_000_000)}\"}}") };
        var text = string.Concat(Enumerable.Repeat("{{ length(upper(inputs.big)) }}", 5_000));

        Assert.Equal("template.too_large", Scene.Failure(text, scope).Code);
    }

    [Theory]
    [InlineData("{{ inputs.half + 'a' }}")]
    [InlineData("x{{ inputs.half }}")]
    [InlineData("{{ [inputs.half] }}")]
    [InlineData("{{ inputs.half == 'a' }}")]
    [InlineData("{{ keys(inputs) }}")]
    [InlineData("{{ inputs.huge + 1 }}")]
    [InlineData("{{ sort([inputs.huge, 1]) }}")]
    [InlineData("{{ unique([inputs.half]) }}")]
    public void Values_that_are_no_text_or_number_fail_with_a_code(string text)
    {
        var scope = new TemplateScope { Inputs = Scene.Json("""{"half": "\ud800", "\ud801": 1, "huge": 1e999}""") };

        try
        {
            Scene.Parse(Scene.Text(text)).Evaluate(scope);
        }
        catch (NexusException e)
        {
            Assert.StartsWith("template.", e.Error.Code, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"a\": [\"\\ud800\"]}")]
    [InlineData("{\"a\": [\"{{ 1 + }}\"]}")]
    public void What_cannot_be_read_is_told(string json)
    {
        var (template, problems) = Template.Parse(Scene.Json(json));

        Assert.Null(template);
        Assert.Single(problems);
    }

    [Theory]
    [InlineData("{{ inputs.on }}", true)]
    [InlineData("{{ inputs.missing }}", false)]
    public void A_condition_is_true_or_it_is_not(string text, bool isTrue) =>
        Assert.Equal(isTrue, Scene.Parse(Scene.Text(text)).IsTrue(Scene.Scope));

    [Fact]
    public void A_condition_of_another_kind_is_a_failure() => Assert.Equal(
        "template.bad_value",
        Assert.Throws<NexusException>(
            () => Scene.Parse(Scene.Text("{{ inputs.host }}")).IsTrue(Scene.Scope)).Error.Code);

    [Fact]
    public void Canonical_json_is_one_spelling()
    {
        var value = Scene.Json("""{ "b": [1.50, 0.0, -0, 1E2, "é\u20ac/\u001f\"\n"], "a": {}, "c": [] }""");

        Assert.Equal("{\"a\":{},\"b\":[1.5,0,0,1E2,\"é€/\\u001f\\\"\\n\"],\"c\":[]}", CanonicalJson.Of(value));
        Assert.Equal(CanonicalJson.Of(value), CanonicalJson.Of(Scene.Json(CanonicalJson.Of(value))));
    }

    private static void Zeros(Utf8JsonWriter json, string name, int count)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < count; i++)
            json.WriteNumberValue(0);
        json.WriteEndArray();
    }
}
