using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Tests.Templates;

/// <summary>Whatever is written and whatever it is given: an answer or a failure with a code, and soon.</summary>
public sealed class RandomTemplatesTests
{
    private static readonly string[] Words =
    [
        "inputs", "inputs.host", "inputs.port", "inputs.tags", "inputs.people", "inputs.nested", "inputs.big", "event",
        "steps.fix.outputs", "steps.fix.status", "item", "index", "run.id", "secrets.a", "true", "false", "null", "1",
        "0", "2.5", "'a'", "\"\"", "[1, 2]", "{a: 1}", "[]", "{}", ".a", "[0]", "['x']", "(", ")", "[", "]", "{", "}",
        ",", ":", ".", "+", "-", "*", "/", "%", "==", "!=", "<", ">=", "and", "or", "not", "if", "else", "'", "\\", "=",
        "?", "é",
        .. Functions.All.Keys.Select(name => $"{name}("),
    ];

    [Fact]
    public void Heaps_of_words_never_throw_anything_else()
    {
        var random = new Random(3);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 20_000; round++)
        {
            var words = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Words[random.Next(Words.Length)]);
            Try($"{{{{ {string.Join(random.Next(2) is 0 ? " " : "", words)} }}}}");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Expressions_that_can_be_read_never_throw_anything_else()
    {
        var random = new Random(4);
        var evaluated = 0;
        for (var round = 0; round < 10_000; round++)
            evaluated += Try($"{{{{ {Expression(random, random.Next(1, 4))} }}}}") ? 1 : 0;

        Assert.True(evaluated > 500, $"Only {evaluated} gave a value.");
    }

    [Fact]
    public void Whatever_the_values_are_nothing_else_is_thrown()
    {
        string[] odd =
        [
            "\"\\ud800\"", "1e999", "-1e-400", "99999999999999999999999999999999", "null", "[]",
            "{\"\\udc00\":1,\"a\":{}}",
            "{\"a\":1,\"a\":2}",
            new string('[', 60) + new string(']', 60), "\"\\u0000{{ inputs }}\"", "{\"$secret\":\"x\"}",
        ];
        var random = new Random(5);
        for (var round = 0; round < 5_000; round++)
        {
            string Odd() => odd[random.Next(odd.Length)];
            var scope = new TemplateScope
            {
                Inputs = Scene.Json(
                    $"{{\"host\":{Odd()},\"port\":{Odd()},\"tags\":[{Odd()},{Odd()}],\"people\":[{Odd()}]}}"),
                Event = Scene.Json(Odd()),
                Item = Scene.Json(Odd()),
                Index = round,
            };
            Try($"{{{{ {Expression(random, random.Next(1, 4))} }}}}", scope);
        }
    }

    public static TheoryData<string> Bombs() =>
    [
        new string('(', 5_000), new string('[', 4_000), string.Concat(Enumerable.Repeat("{a:", 1_300)),
        new string('-', 4_000) + "1", string.Concat(Enumerable.Repeat("not ", 1_000)) + "true",
        string.Concat(Enumerable.Repeat("1+", 2_000)) + "1",
        string.Concat(Enumerable.Repeat("1 if true else ", 270)) + "1",
        "inputs" + string.Concat(Enumerable.Repeat(".a", 2_000)), string.Concat(Enumerable.Repeat("length(", 500)),
        "'" + new string('x', 5_000), "'" + new string('x', 5_000) + "'",
        string.Concat(Enumerable.Repeat("true and ", 400)) + "true", new string('9', 200),
        "'\\u12", "'\\", "1.", "a.", "a[",
        "}}{{", "{{{{", "", " ",
    ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Odd_expressions_are_read_or_refused(string expression)
    {
        Try($"{{{{{expression}}}}}");
        Try($"{{{{{expression}");
    }

    /// <returns>Whether it gave a value.</returns>
    private static bool Try(string text, TemplateScope? scope = null)
    {
        var (template, problems) = Template.Parse(Scene.Text(text));
        Assert.Equal(template is null, problems.Count > 0);
        try
        {
            return template?.Evaluate(scope ?? Scene.Scope) is not null;
        }
        catch (NexusException e)
        {
            Assert.StartsWith("template.", e.Error.Code, StringComparison.Ordinal);
            return false;
        }
    }

    private static string Expression(Random random, int depth)
    {
        string Below() => Expression(random, depth - 1);
        if (depth is 0)
            return Words[random.Next(25)];
        var function = Functions.All.Values.ElementAt(random.Next(Functions.All.Count));
        return random.Next(9) switch
        {
            0 => $"({Below()} + {Below()})",
            1 => $"({Below()} == {Below()})",
            2 => $"({Below()} < {Below()})",
            3 => $"({Below()} if {Below()} else {Below()})",
            4 => $"[{Below()}, {Below()}]",
            5 => $"{{x: {Below()}, y: {Below()}}}",
            6 => $"({Below()} and {Below()})",
            _ => $"{function.Name}({string.Join(", ", function.Takes.Select(_ => Below()))})",
        };
    }
}
