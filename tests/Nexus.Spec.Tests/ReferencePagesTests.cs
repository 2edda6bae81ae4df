using System.Runtime.CompilerServices;
using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests;

/// <summary>What is written for people and editors comes from the table the loader reads with.</summary>
public sealed class ReferencePagesTests
{
    private const string End = "<!-- end -->";

    [Fact]
    public void The_schema_for_editors_is_checked_in() =>
        Compare("workspace-config.schema.json", _ => WorkspaceSchema.Json());

    [Fact]
    public void The_page_lists_every_key_and_every_problem() =>
        Compare("config.md", page => Replace(page, "workspace keys", ConfigReference.Markdown()));

    [Fact]
    public void The_page_lists_the_choices_of_a_user() =>
        Compare("config.md", page => Replace(page, "user keys", ConfigReference.UserMarkdown()));

    [Fact]
    public void The_schema_of_blueprints_is_checked_in() =>
        Compare("blueprint.schema.json", _ => BlueprintSchema.Json());

    [Fact]
    public void The_page_of_blueprints_lists_keys_functions_and_problems() => Compare("blueprints.md", page => Replace(
        Replace(Replace(page, "keys", BlueprintReference.Keys()), "functions", BlueprintReference.FunctionTable()),
        "problems", BlueprintReference.Problems()));

    [Fact]
    public void The_example_of_the_page_is_a_blueprint() => Compare("blueprints.md", page =>
    {
        var begin = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        var end = page.IndexOf("```\n", begin, StringComparison.Ordinal);
        Assert.Empty(BlueprintLoader.Load(page[begin..end]).Problems);
        return page;
    });

    private static string Replace(string page, string part, string text)
    {
        var mark = $"<!-- generated: {part} -->\n";
        var begin = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return page[..begin] + text + page[page.IndexOf(End, begin, StringComparison.Ordinal)..];
    }

    private static void Compare(string name, Func<string, string> generate, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/reference", name));
        var written = File.Exists(path) ? File.ReadAllText(path) : "";
        var generated = generate(written);
        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT") is "1")
            File.WriteAllText(path, generated);
        else
            Assert.Equal(generated, written);
    }
}
