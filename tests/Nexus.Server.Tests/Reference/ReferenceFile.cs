using System.Runtime.CompilerServices;

namespace Nexus.Server.Tests.Reference;

/// <summary>A page of docs/reference, or a part of one, that is generated. NEXUS_ACCEPT=1 writes it anew.</summary>
internal static class ReferenceFile
{
    private const string End = "<!-- end -->";

    public static void Matches(string name, string generated) => Compare(name, _ => generated);

    /// <param name="name">Of the page.</param>
    /// <param name="part">Between <c>generated: PART</c> and <c>end</c>.</param>
    /// <param name="generated">Whole lines.</param>
    public static void Matches(string name, string part, string generated) => Compare(name, page =>
    {
        var mark = $"<!-- generated: {part} -->\n";
        var begin = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return page[..begin] + generated + page[page.IndexOf(End, begin, StringComparison.Ordinal)..];
    });

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    private static void Compare(string name, Func<string, string> generate)
    {
        var path = PathOf(name);
        var written = File.Exists(path) ? File.ReadAllText(path) : "";
        var generated = generate(written);
        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT") is "1")
            File.WriteAllText(path, generated);
        else
            Assert.Equal(generated, written);
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/reference", name));
}
