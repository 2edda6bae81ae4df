using System.Diagnostics;
using System.Text;

namespace Nexus.Spec.Tests;

/// <summary>A repository is somebody else's: its file may not crash, hang or fill whoever reads it.</summary>
public sealed class HostileFilesTests
{
    private const string Honest = """
        version: "1.0"
        services:
          web: &web
            command: "npm run dev"
            port: 3000
            environment: {A: 'b', C: *web}
            health_check: {type: http, path: /, timeout: 10s}
          api: {command: x, depends_on: [web]}
        lifecycle:
          pre_start: |
            npm install
        """;

    public static TheoryData<string, string> Bombs() => new()
    {
        { "deep lists", new string('[', 200_000) },
        { "deep maps", string.Concat(Enumerable.Repeat("{a: ", 60_000)) },
        { "deep lines", string.Concat(Enumerable.Range(0, 600).Select(i => $"{new string(' ', i)}a:\n")) },
        { "dashes", string.Concat(Enumerable.Repeat("- ", 100_000)) },
        { "one line", "a: " + new string('x', 250_000) + "\tb: :" },
        { "too large", new string('#', 300_000) },
        { "many keys", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: 1\n")) },
        { "many services", "services:\n" + string.Concat(Enumerable.Range(0, 9_000).Select(i => $" s{i}: {{}}\n")) },
        { "question marks", string.Concat(Enumerable.Repeat("? ", 100_000)) },
        { "anchors", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"&a{i} ")) },
        { "surrogates", "a: \ud800\udfff\udc00\nb: \0" },
        { "aliases", "a0: &a0 x\n" + string.Concat(
            Enumerable.Range(0, 25).Select(i => $"b{i}: &a{i + 1} [*a{i},*a{i},*a{i},*a{i},*a{i},*a{i},*a{i}]\n")) },
        { "itself", "services: &s {web: {command: x, environment: *s}}" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_refused_quickly(string name, string text)
    {
        var watch = Stopwatch.StartNew();

        Assert.NotEmpty(ConfigLoader.Load(text, name).Problems);
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
            ConfigLoader.Load(Encoding.UTF8.GetString(bytes), "random");
        }
    }

    [Fact]
    public void Mutations_of_an_honest_file_never_throw()
    {
        const string Spice = "{}[]:,-#&*!|>'\"%@`?~ \t\n\r\0\\09az<=\ud800\ufeff\u2028";
        var random = new Random(2);
        for (var round = 0; round < 5_000; round++)
        {
            var text = new StringBuilder(Honest);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length);
                _ = random.Next(4) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)),
                    1 => text.Insert(at, Spice[random.Next(Spice.Length)]),
                    2 => text.Insert(at, Honest[..random.Next(Honest.Length)]),
                    _ => text.Replace(text[at], Spice[random.Next(Spice.Length)], at, 1),
                };
            }

            var result = ConfigLoader.Load(text.ToString(), "mutated");
            Assert.Equal(result.Config is null, result.Problems.Count > 0);
        }
    }
}
