using System.Diagnostics;
using System.Text;
using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>A draft may come from anybody, a model included: it may not crash, hang or fill whoever reads it.</summary>
public sealed class HostileBlueprintsTests
{
    private const string Head = "id: bp.a\ntrigger: {event_type: a}\n";

    private static readonly string Everybody = string.Join(',', Enumerable.Range(0, 200).Select(n => $"s{n}"));

    public static TheoryData<string, string> Bombs() => new()
    {
        { "deep lists", new string('[', 200_000) },
        { "too large", Head + new string('#', 300_000) },
        { "many keys", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: 1\n")) },
        { "many steps", Head + "plan:\n" + string.Concat(Enumerable.Range(0, 9_000).Select(i => $"- {{id: s{i}}}\n")) },
        { "all needs all", Head + "plan:\n" + string.Concat(
            Enumerable.Range(0, 200).Select(i => $"- {{kind: gate, id: s{i}, needs: [{Everybody}]}}\n")) },
        { "laughs", Head + "a0: &a0 x\n" + string.Concat(
            Enumerable.Range(0, 25).Select(i => $"b{i}: &a{i + 1} [*a{i},*a{i},*a{i},*a{i},*a{i},*a{i},*a{i}]\n")) },
        { "deep aliases", Head + "a0: &a0 x\n" + string.Concat(
            Enumerable.Range(0, 9_000).Select(i => $"b{i}: &a{i + 1} [*a{i}]\n")) },
        { "braces", $"{Head}plan: [{{kind: transform, id: t, value: \"{new string('{', 200_000)}\"}}]" },
        { "expressions", Head + "plan: [{kind: transform, id: t, value: \""
            + string.Concat(Enumerable.Repeat("{{a}}", 45_000)) + "\"}]" },
        { "brackets", Head + "plan: [{kind: transform, id: t, value: \""
            + string.Concat(Enumerable.Repeat("{{" + new string('(', 4_000), 60)) + "\"}]" },
        { "surrogates", Head + "plan: [{kind: transform, id: t, value: \"\\ud800{{ '\\udc00' }\"}]" },
        { "empty", "" },
        { "text", "plan" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_refused_quickly(string name, string text)
    {
        var watch = Stopwatch.StartNew();

        Assert.NotEmpty(BlueprintLoader.Load(text, Definitions.Context).Problems);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{name} took {watch.Elapsed}");
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(1);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            BlueprintLoader.Load(bytes, Definitions.Context);
        }
    }

    [Theory]
    [InlineData(Definitions.OfTheSeed, 11)]
    [InlineData(Definitions.Full, 12)]
    public void Mutations_of_good_blueprints_never_throw(string good, int seed)
    {
        const string Spice = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\0\\09az<=\ud800\ufeff\u2028({})..";
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var text = new StringBuilder(good);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length);
                var from = random.Next(good.Length);
                _ = random.Next(5) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)),
                    1 => text.Insert(at, Spice[random.Next(Spice.Length)]),
                    2 => text.Insert(at, good[from..Math.Min(good.Length, from + random.Next(1, 60))]),
                    3 => text.Insert(at, "{{"),
                    _ => text.Replace(text[at], Spice[random.Next(Spice.Length)], at, 1),
                };
            }

            var result = BlueprintLoader.Load(text.ToString(), round % 2 is 0 ? Definitions.Context : null);
            Assert.Equal(result.Blueprint is null, result.Problems.Count > 0);
            Assert.All(result.Problems, problem => Assert.True(problem is { Line: > 0, Column: > 0 }));
        }
    }
}
