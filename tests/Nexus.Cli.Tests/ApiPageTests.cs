using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Cli.Tests;

/// <summary>The shapes that docs/reference/api.md shows are those of the contracts.</summary>
public sealed partial class ApiPageTests
{
    [Theory]
    [InlineData(typeof(WorkspaceView))]
    [InlineData(typeof(ServiceView))]
    [InlineData(typeof(LogLine))]
    [InlineData(typeof(AcceptedView))]
    [InlineData(typeof(EventView))]
    public void A_shape_shows_every_field_in_its_order(Type type)
    {
        using var shown = JsonDocument.Parse(Shape(type.Name));

        Assert.Equal(
            type.GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)),
            shown.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.NotNull(shown.Deserialize(ContractsJson.Default.GetTypeInfo(type)!));
    }

    private static string Shape(string name, [CallerFilePath] string here = "")
    {
        var page = File.ReadAllText(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/reference/api.md")));
        return Shapes().Matches(page).Single(match => match.Groups["name"].Value == name).Groups["json"].Value;
    }

    [GeneratedRegex(
        @"^### (?<name>\w+)\n```json\n(?<json>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Multiline
            | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shapes();
}
