using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>What is in a template.</summary>
internal static class TemplateTree
{
    /// <exception cref="InvalidOperationException">A text in it is not Unicode.</exception>
    public static TemplateNode Read(JsonElement value, Action<TemplateProblem> report) => value.ValueKind switch
    {
        JsonValueKind.String => TemplateText.Read(value.GetString() ?? "", report),
        JsonValueKind.Array => new ListNode([.. value.EnumerateArray().Select(item => Read(item, report))]),
        JsonValueKind.Object => new MapNode(
        [
            .. value.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, Read(field.Value, report))),
        ]),
        JsonValueKind.Undefined => new PlainNode(Json.Null),
        _ => new PlainNode(value),
    };

    public static IEnumerable<Expression> Expressions(TemplateNode node) => node switch
    {
        WholeNode whole => [whole.Expression],
        MixedNode mixed => mixed.Parts.Select(part => part.Expression).OfType<Expression>(),
        ListNode list => list.Items.SelectMany(Expressions),
        MapNode map => map.Fields.SelectMany(field => Expressions(field.Value)),
        _ => [],
    };

    public static IEnumerable<Variable> Variables(Expression expression)
    {
        var below = Below(expression).SelectMany(Variables);
        return expression is Variable variable ? below.Prepend(variable) : below;
    }

    private static IEnumerable<Expression> Below(Expression expression) => expression switch
    {
        Variable variable => variable.Keys,
        Member member => member.Keys.Prepend(member.From),
        Negative negative => [negative.Of],
        Not not => [not.Of],
        Logic logic => logic.Of,
        Arithmetic sum => sum.Rest.Select(next => next.Right).Prepend(sum.First),
        Comparison comparison => [comparison.Left, comparison.Right],
        Conditional choice => [choice.Then, choice.If, choice.Else],
        Call call => call.Arguments,
        ListOf list => list.Items,
        ObjectOf fields => fields.Entries.Select(entry => entry.Value),
        _ => [],
    };
}
