using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>Expressions to values.</summary>
internal sealed class Evaluation(TemplateScope scope, Work work)
{
    public JsonElement Of(Expression expression)
    {
        work.Spend(0);
        return expression switch
        {
            Constant constant => constant.Value,
            Variable variable => Down(Root(variable), Rest(variable)),
            Member member => Down(Of(member.From), member.Keys),
            Negative negative => Negated(Of(negative.Of)),
            Not not => Json.Of(!IsTrue(Of(not.Of), "not")),
            Logic logic => Json.Of(logic.IsAnd
                ? logic.Of.All(operand => IsTrue(Of(operand), "and"))
                : logic.Of.Any(operand => IsTrue(Of(operand), "or"))),
            Arithmetic sum => sum.Rest.Aggregate(
                Of(sum.First), (left, next) => Calculated(next.Sign, left, next.Right)),
            Comparison comparison => Json.Of(Compare(comparison)),
            Conditional choice => Of(IsTrue(Of(choice.If), "if") ? choice.Then : choice.Else),
            Call call => Called(call),
            ListOf list => Json.List(work, [.. list.Items.Select(Of)]),
            ObjectOf fields => Object(fields),
            _ => Json.Null,
        };
    }

    /// <summary>Null is not true.</summary>
    public static bool IsTrue(JsonElement value, string where) => Kinds.Of(value) switch
    {
        ValueKinds.Flag => value.GetBoolean(),
        ValueKinds.Nothing => false,
        var kind => throw TemplateErrors.WrongKind($"'{where}'", ValueKinds.Flag, kind),
    };

    private JsonElement Root(Variable variable) => variable.Root switch
    {
        "inputs" => scope.Inputs,
        "event" => scope.Event,
        "item" => scope.Item,
        "index" => scope.Index is { } index ? Json.Of((decimal)index) : Json.Null,
        "run" when variable.Path is ["id", ..] && scope.RunId is { } id => Json.Of(id, work),
        "run" when variable.Path is ["error", ..] => scope.RunError,
        "steps" when variable.Path is [var id, var what, ..] && scope.Steps.GetValueOrDefault(id) is { } step =>
            what is "status" ? Json.Of(step.Status, work) : what is "outputs" ? step.Outputs : Json.Null,
        "secrets" => Secret(string.Join('/', variable.Path)),
        _ => Json.Null,
    };

    private static IEnumerable<Expression> Rest(Variable variable) => variable.Root switch
    {
        "run" => variable.Keys.Skip(1),
        "steps" => variable.Keys.Skip(2),
        "secrets" => [],
        _ => variable.Keys,
    };

    private JsonElement Secret(string path) => Json.Build(work, json =>
    {
        json.WriteStartObject();
        json.WriteString(Template.SecretKey, path);
        json.WriteEndObject();
    });

    private JsonElement Down(JsonElement from, IEnumerable<Expression> keys) =>
        keys.Aggregate(from, (value, key) => Json.Member(value, Of(key)));

    private static JsonElement Negated(JsonElement value) => value.ValueKind is JsonValueKind.Number
        ? Numbers.Calculate('-', Json.Of(0m), value)
        : throw TemplateErrors.WrongKind("'-'", ValueKinds.Number, Kinds.Of(value));

    private JsonElement Calculated(char sign, JsonElement left, Expression next)
    {
        var right = Of(next);
        switch (sign, Kinds.Of(left), Kinds.Of(right))
        {
            case (_, ValueKinds.Number, ValueKinds.Number):
                return Numbers.Calculate(sign, left, right);
            case ('+', ValueKinds.Text, ValueKinds.Text):
                return Json.Of(Json.Text(left, work) + Json.Text(right, work), work);
            case ('+', ValueKinds.List, ValueKinds.List):
                Json.CheckCount(left.GetArrayLength() + right.GetArrayLength());
                return Json.List(work, [.. left.EnumerateArray(), .. right.EnumerateArray()]);
            default:
                var wrong = Kinds.Of(left) is ValueKinds.Number ? right : left;
                throw TemplateErrors.WrongKind($"'{sign}'", ValueKinds.Number, Kinds.Of(wrong));
        }
    }

    private bool Compare(Comparison comparison)
    {
        var (left, right) = (Of(comparison.Left), Of(comparison.Right));
        if (comparison.Sign is "==" or "!=")
            return Json.AreEqual(left, right, work) == comparison.Sign is "==";
        work.Spend((long)Json.Size(left) + Json.Size(right));
        var order = (Kinds.Of(left), Kinds.Of(right)) switch
        {
            (ValueKinds.Number, ValueKinds.Number) => Numbers.Compare(left, right),
            (ValueKinds.Text, ValueKinds.Text) => string.CompareOrdinal(left.GetString(), right.GetString()),
            (ValueKinds.Nothing, _) or (_, ValueKinds.Nothing) => (int?)null,
            var (a, b) => throw TemplateErrors.WrongKind(
                $"'{comparison.Sign}'", a is ValueKinds.Text ? a : ValueKinds.Number,
                a is ValueKinds.Text or ValueKinds.Number ? b : a),
        };
        return comparison.Sign switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private JsonElement Called(Call call)
    {
        var given = call.Arguments.Select(Of).ToList();
        for (var i = 0; i < given.Count; i++)
        {
            if (Kinds.Disagree(call.Function.TakesAt(i), Kinds.Of(given[i])))
                throw TemplateErrors.WrongKind($"{call.Function.Name}()", call.Function.TakesAt(i), Kinds.Of(given[i]));
            if (call.Function.TakesAt(i) is ValueKinds.Number && given[i].ValueKind is not JsonValueKind.Number)
                throw TemplateErrors.WrongKind($"{call.Function.Name}()", ValueKinds.Number, ValueKinds.Nothing);
        }

        return call.Function.Invoke(given, work);
    }

    private JsonElement Object(ObjectOf fields) => Json.Build(work, json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields.Entries)
        {
            json.WritePropertyName(name);
            Json.Write(json, Of(value));
        }

        json.WriteEndObject();
    });
}
