using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Reference;

/// <summary>docs/reference/actions.md is what the actions say of themselves. NEXUS_ACCEPT=1 writes it anew.</summary>
public sealed class ActionPageTests
{
    [Fact]
    public async Task The_page_lists_every_action()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var page = await client.GetFromJsonAsync(
            "/api/v1/actions", ContractsJson.Default.ActionPage, TestContext.Current.CancellationToken);

        ReferenceFile.Matches("actions.md", "actions", string.Concat(page!.Items.Select(Section)));
    }

    [Fact]
    public async Task Every_action_says_what_each_of_its_fields_is()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var page = await client.GetFromJsonAsync(
            "/api/v1/actions", ContractsJson.Default.ActionPage, TestContext.Current.CancellationToken);

        Assert.All(page!.Items, action => Assert.All(
            [.. action.Inputs, .. action.Outputs ?? []], field => Assert.EndsWith(".", field.Note)));
    }

    private static string Section(ActionView action)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n### {action.Name}\n\n{action.Summary}");
        text.Append(action.IsIdempotent
            ? " Done again after a crash it has its effect once.\n"
            : " Done again after a crash it may have its effect twice.\n");
        text.Append("\n| `with` | kind | meaning |\n|---|---|---|\n");
        foreach (var field in action.Inputs)
            text.Append(Row(field, field.IsRequired ? ", required" : ""));
        if (action.Outputs is { } outputs)
        {
            text.Append("\n| output | kind | meaning |\n|---|---|---|\n");
            foreach (var field in outputs)
                text.Append(Row(field, field.IsRequired ? "" : ", not always there"));
        }

        if (action.Redacts.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nNever kept: {string.Join(", ", action.Redacts.Select(path => $"`{path}`"))}.\n");
        }

        return text.ToString();
    }

    private static string Row(ActionFieldView field, string more) =>
        $"| `{field.Name}` | {field.Type}{more} | {field.Note.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
}
