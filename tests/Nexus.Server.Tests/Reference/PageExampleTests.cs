using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Reference;

/// <summary>
/// What reference pages and examples show as a blueprint is one, checked against the actions of the server. What the
/// guide shows is done by its own tests.
/// </summary>
public sealed partial class PageExampleTests
{
    /// <summary>What the language was asked to take.</summary>
    private const string Skeleton = """
        id: bp.checkmk.auto_remediate
        name: "Checkmk Alert Auto-Remediation"
        trigger:
          event_type: "checkmk.alert"
        inputs:
          - name: host
          - name: service
        plan:
          - kind: agent_task
            id: analyze
            agent: openai
            model: gpt-5
            prompt: "Analyze alert and suggest remediation plan"
          - kind: gate
            id: approve
            mode: manual
          - kind: action_task
            id: run_fix
            action: ssh.run
            with:
              host: "{{inputs.host}}"
              cmd: "..."
        outputs:
          - name: summary
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_blueprint_that_is_shown_is_valid()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var shown = Shown().ToList();
        foreach (var named in shown.SelectMany(one => Secret().Matches(one.Content)))
        {
            await client.PutAsJsonAsync(
                $"/api/v1/secrets/{named.Groups["path"].Value}", new("there it is"),
                ContractsJson.Default.SecretPutRequest, Ct);
        }

        foreach (var (name, content) in shown.Append(("skeleton", Skeleton)))
        {
            var draft = await client.ValidatedAsync(await client.SavedAsync(name, content));
            var issues = draft.Validation!.Issues.Select(issue => $"{name}:{issue.Line}: {issue.Message}");
            Assert.Equal("", string.Join('\n', issues));
        }

        Assert.True(shown.Count >= 2, $"There are {shown.Count}.");
    }

    private static IEnumerable<(string Name, string Content)> Shown()
    {
        var root = Root();
        foreach (var page in Directory.EnumerateFiles(Path.Combine(root, "docs", "reference"), "*.md"))
        {
            foreach (Match block in Block().Matches(File.ReadAllText(page)))
                yield return ($"{Path.GetFileName(page)} {block.Index}", block.Groups["text"].Value);
        }

        var examples = Directory.EnumerateFiles(
            Path.Combine(root, "examples", "blueprints"), "*.yaml", SearchOption.AllDirectories);
        foreach (var file in examples)
            yield return (Path.GetFileName(file), File.ReadAllText(file));
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"^```yaml[^\n]*\n(?<text>id: .*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("""secrets\[['"](?<path>[^'"]+)['"]\]""", RegexOptions.None, 1000)]
    private static partial Regex Secret();
}
