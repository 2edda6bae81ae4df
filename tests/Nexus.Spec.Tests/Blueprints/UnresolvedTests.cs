using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>Names that are written out, and that a server which is asked does not know.</summary>
public sealed class UnresolvedTests
{
    [Theory]
    [InlineData("xyn.nope.nope", "2:23 config.bad_value")]
    [InlineData("xyn.workspace.redy", "2:23 config.bad_value")]
    [InlineData("xyn.run.completed", "2:23 config.bad_value")]
    [InlineData("xyn.workspace.ready", null)]
    [InlineData("xyn.cicd.change.ready", null)]
    [InlineData("anything.else", null)]
    public void An_event_of_the_servers_own_that_there_is_not_starts_nothing(string name, string? problem) =>
        Assert.Equal(problem ?? "", string.Join(',', Definitions.Problems(Text(name), Definitions.Context)));

    [Fact]
    public void Without_a_server_it_may_be_another_servers() =>
        Assert.Empty(Definitions.Problems(Text("xyn.nope.nope"), context: null));

    [Theory]
    [InlineData("bad", "4:58 config.bad_value")]
    [InlineData("good", null)]
    [InlineData("\"{{ event.data.name }}\"", null)]
    public void A_value_that_an_action_will_not_take_is_told(string value, string? problem)
    {
        var field = new ActionField("value", InputType.Text, true)
        {
            Problem = given => given.GetString() is "bad" ? new("a.b", "It is bad.", "Write a good one.") : null,
        };
        var context = new BlueprintContext(
            new Dictionary<string, ActionShape>(StringComparer.Ordinal) { ["a.do"] = new("a.do", [field], null) });
        var text = Text("a.b", $"{{kind: action_task, id: t, action: a.do, with: {{value: {value}}}}}");

        Assert.Equal(problem ?? "", string.Join(',', Definitions.Problems(text, context)));
    }

    private static string Text(string name, string step = "{kind: transform, id: t, value: 1}") =>
        $"id: bp.a\ntrigger: {{event_type: {name}}}\nplan:\n- {step}\n";
}
