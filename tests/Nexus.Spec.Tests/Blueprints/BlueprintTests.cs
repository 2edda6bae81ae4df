using System.Text.Json;
using Nexus.Spec.Blueprints;
using Nexus.Spec.Templates;
using Nexus.Spec.Tests.Templates;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>What a definition becomes.</summary>
public sealed class BlueprintTests
{
    [Fact]
    public void The_first_example_is_read_as_it_stands()
    {
        var blueprint = Definitions.Load(Definitions.OfTheSeed);
        Assert.NotNull(BlueprintLoader.Load(Definitions.OfTheSeed).Blueprint);

        Assert.Equal("bp.checkmk.auto_remediate", blueprint.Id);
        Assert.Equal("checkmk.alert", Assert.Single(blueprint.Triggers).EventType);
        Assert.Equal(["data.host", "data.service"], blueprint.Inputs.Select(input => string.Join('.', input.From)));
        Assert.All(blueprint.Inputs, input => Assert.True(input.IsRequired));
        Assert.Equal(["", "analyze", "approve"], blueprint.Plan.Select(step => string.Join(',', step.Needs)));
        var agent = Assert.IsType<AgentTask>(blueprint.Plan[0]);
        Assert.Equal(("openai", "gpt-5"), (agent.Provider, agent.Model));
        var action = Assert.IsType<ActionTask>(blueprint.Plan[2]);
        Assert.Equal("""{"cmd":"...","host":"db1"}""", CanonicalJson.Of(action.With.Evaluate(Scene.Scope)));
        Assert.Equal(new(null, null), blueprint.Limits);
        Assert.Null(Assert.Single(blueprint.Outputs).Value);
    }

    [Fact]
    public void Everything_there_is_is_read()
    {
        var blueprint = Definitions.Load(Definitions.Full);

        Assert.Equal("30 2 * * mon-fri", blueprint.Triggers[1].Schedule?.Text);
        Assert.True(blueprint.Triggers[1] is { TimeZone: "Europe/Berlin", Missed: MissedRuns.Once });
        Assert.Equal(BusyRule.Cancel, blueprint.Concurrency?.OnBusy);
        Assert.Equal((10, new(50, TimeSpan.FromMinutes(30))), (blueprint.Priority, blueprint.Limits));
        Assert.Equal([true, false, false, false], blueprint.Inputs.Select(input => input.IsRequired));
        Assert.Equal(InputType.Whole, blueprint.Inputs[2].Type);
        Assert.Equal(3, blueprint.Inputs[2].Enum.Count);
        Assert.Equal(
            ["", "", "names,fetch", "each", "approve"], blueprint.Plan.Select(step => string.Join(',', step.Needs)));
        Assert.Equal(new(3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)), blueprint.Plan[1].Retry);
        Assert.Equal(TimeSpan.FromSeconds(30), blueprint.Plan[1].Timeout);
        Assert.Equal(["team/ops/token", "user/me/key"], ((ActionTask)blueprint.Plan[1]).With.Secrets);
        Assert.True(blueprint.Plan[2] is { Concurrency: 4, ContinuesOnFailure: true, ForEach: not null });
        Assert.True(blueprint.Plan[3] is GateStep { IsApprovedByDefault: true, Deadline.TotalHours: 72 });
        Assert.Equal("tell", Assert.Single(blueprint.OnFailure).Id);
    }

    [Fact]
    public void A_mapping_of_a_transform_has_an_output_for_each_key_anything_else_has_value()
    {
        var named = Transform("{a: 1, b: \"{{ inputs.host }}\"}");
        var plain = Transform("\"{{ inputs.tags }}\"");

        Assert.Equal(["a", "b"], named.OutputNames);
        Assert.Equal("""{"a":1,"b":"db1"}""", Outputs(named));
        Assert.Equal(["value"], plain.OutputNames);
        Assert.Equal("""{"value":["b","a","b"]}""", Outputs(plain));

        static string Outputs(TransformStep step) =>
            CanonicalJson.Of(step.Outputs(step.Value.Evaluate(Scene.Scope)));
    }

    [Theory]
    [InlineData(Definitions.OfTheSeed)]
    [InlineData(Definitions.Full)]
    public void The_revision_is_that_of_what_is_meant(string text)
    {
        var blueprint = Definitions.Load(text);
        using var json = JsonDocument.Parse(blueprint.Canonical);

        Assert.Matches("^[0-9a-f]{64}$", blueprint.Revision);
        Assert.Equal(blueprint.Revision, Definitions.Load(blueprint.Canonical).Revision);
        Assert.Equal(blueprint.Revision, Definitions.Load(Indented(json.RootElement)).Revision);
        Assert.Equal(blueprint.Revision, Definitions.Load($"# A note\n{text}\n# another\n").Revision);
        Assert.NotEqual(
            blueprint.Revision,
            Definitions.Load(text.Replace("id: bp.", "id: bp.x.", StringComparison.Ordinal)).Revision);
    }

    [Fact]
    public void The_revision_does_not_move_from_version_to_version() => Assert.Equal(
        "4dd6105af366793bbac6256fc21b553922b1b4ca2ccbabdf4d74ca27fe43f683",
        Definitions.Load(Definitions.OfTheSeed).Revision);

    [Fact]
    public void The_order_of_keys_and_the_kind_of_quotes_mean_nothing()
    {
        var one = Definitions.Load(Small("id: bp.a\nname: 'x'\npriority: 1\n"));
        var other = Definitions.Load(Small("priority: 1\nname: \"x\"\nid: bp.a\n"));
        var text = Definitions.Load(Small("priority: 1\nname: \"1\"\nid: bp.a\n"));

        Assert.Equal(one.Revision, other.Revision);
        Assert.NotEqual(one.Revision, text.Revision);
    }

    [Theory]
    [InlineData("\"a\\/b \\ud83d\\ude00 \\u00e9 \\b\\f\\\"\"")]
    [InlineData("\"😀 é\"")]
    public void Json_is_read_as_json(string name)
    {
        var text = $$"""
            {
            {{'\t'}}"id": "bp.a", "name": {{name}},
            {{'\t'}}"trigger": {"event_type": "x.y"},
            {{'\t'}}"plan": [{"kind": "gate", "id": "g", "mode": "manual"}]
            }
            """;

        using var json = JsonDocument.Parse(text);
        Assert.Equal(json.RootElement.GetProperty("name").GetString(), Definitions.Load(text).Name);
    }

    private static string Small(string head) =>
        $"{head}trigger: {{event_type: a}}\nplan: [{{kind: gate, id: g, mode: manual}}]\n";

    private static TransformStep Transform(string value) => (TransformStep)Definitions.Load(
        $"id: bp.a\ntrigger: {{event_type: a}}\ninputs: [{{name: host}}, {{name: tags}}]\n"
        + $"plan: [{{kind: transform, id: t, value: {value}}}]\n").Plan[0];

    private static string Indented(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
            value.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
