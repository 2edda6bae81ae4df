namespace Nexus.Spec.Templates;

/// <summary>What an expression gives, as far as its text tells; what cannot work is reported.</summary>
/// <param name="names">What a name may be; it reports names that mean nothing.</param>
/// <param name="report">The place, a sentence and a hint.</param>
internal sealed class Typing(Func<Variable, ValueKinds> names, Action<int, string, string> report)
{
    public ValueKinds Of(Expression expression) => expression switch
    {
        Constant constant => Kinds.Of(constant.Value),
        Variable variable => Named(variable),
        Member member => BelowOf(member),
        Negative negative => Needs(ValueKinds.Number, negative.Of, "'-'", ValueKinds.Number),
        Not not => Needs(ValueKinds.Flag, not.Of, "'not'", ValueKinds.Flag),
        Logic logic => logic.Of.Aggregate(ValueKinds.Flag, (_, operand) =>
            Needs(ValueKinds.Flag, operand, logic.IsAnd ? "'and'" : "'or'", ValueKinds.Flag)),
        Arithmetic sum => sum.Rest.Aggregate(Of(sum.First), (left, next) => Calculated(sum, left, next)),
        Comparison comparison => Compared(comparison),
        Conditional choice => Chosen(choice),
        Call call => Called(call),
        ListOf list => All(list.Items, ValueKinds.List),
        ObjectOf fields => All(fields.Entries.Select(entry => entry.Value), ValueKinds.Map),
        _ => ValueKinds.Any,
    };

    private ValueKinds Named(Variable variable)
    {
        All(variable.Keys, ValueKinds.Any);
        return names(variable);
    }

    private ValueKinds BelowOf(Member member)
    {
        All(member.Keys, ValueKinds.Any);
        var from = Of(member.From);
        if (!Kinds.Disagree(ValueKinds.List | ValueKinds.Map, from))
            return ValueKinds.Any;
        report(member.At, $"There is nothing below {Kinds.Words(from)}.", "Only lists and objects have parts.");
        return ValueKinds.Any;
    }

    private ValueKinds All(IEnumerable<Expression> expressions, ValueKinds gives)
    {
        foreach (var expression in expressions)
            Of(expression);
        return gives;
    }

    private ValueKinds Needs(ValueKinds wanted, Expression expression, string where, ValueKinds gives)
    {
        var given = Of(expression);
        if (Kinds.Disagree(wanted, given))
            Wrong(expression.At, where, wanted, given);
        return gives;
    }

    private void Wrong(int at, string where, ValueKinds wanted, ValueKinds given) => report(
        at, $"{where} needs {Kinds.Words(wanted)}, not {Kinds.Words(given)}.",
        "json(x) makes a text of a value, parse_json(x) a value of a text.");

    private ValueKinds Calculated(Arithmetic sum, ValueKinds left, Operation next)
    {
        var right = Of(next.Right);
        var possible = next.Sign is '+' ? ValueKinds.Number | ValueKinds.Text | ValueKinds.List : ValueKinds.Number;
        if ((left & possible) is ValueKinds.None)
            Wrong(sum.At, $"'{next.Sign}'", possible, left);
        else if ((right & possible & left) is ValueKinds.None)
            Wrong(next.Right.At, $"'{next.Sign}'", possible & left, right);
        else
            return possible & left & right;
        return possible;
    }

    private ValueKinds Compared(Comparison comparison)
    {
        const ValueKinds Ordered = ValueKinds.Number | ValueKinds.Text;
        var (left, right) = (Of(comparison.Left), Of(comparison.Right));
        if (comparison.Sign is "==" or "!=")
            return ValueKinds.Flag;
        if (Kinds.Disagree(Ordered, left))
            Wrong(comparison.Left.At, $"'{comparison.Sign}'", Ordered, left);
        else if (Kinds.Disagree(left.HasFlag(ValueKinds.Nothing) ? Ordered : left & Ordered, right))
            Wrong(comparison.Right.At, $"'{comparison.Sign}'", left & Ordered, right);
        return ValueKinds.Flag;
    }

    private ValueKinds Chosen(Conditional choice)
    {
        Needs(ValueKinds.Flag, choice.If, "'if'", ValueKinds.Flag);
        return Of(choice.Then) | Of(choice.Else);
    }

    private ValueKinds Called(Call call)
    {
        var kinds = new List<ValueKinds>();
        foreach (var (index, argument) in call.Arguments.Index())
        {
            kinds.Add(Of(argument));
            if (Kinds.Disagree(call.Function.TakesAt(index), kinds[^1]))
                Wrong(argument.At, $"{call.Function.Name}()", call.Function.TakesAt(index), kinds[^1]);
        }

        return call.Function.Name is "default"
            ? (kinds[0] & ~ValueKinds.Nothing) | (kinds[0].HasFlag(ValueKinds.Nothing) ? kinds[1] : ValueKinds.None)
            : call.Function.Gives;
    }
}
