using System.Globalization;
using System.Runtime.CompilerServices;
using Nexus.Contracts;

namespace Nexus.Cli.Tests;

/// <summary>What scripts branch on is what docs/reference/errors.md tells them.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public void Every_error_ends_with_the_exit_code_of_its_kind()
    {
        var told = (from line in File.ReadLines(Page())
                    let cells = line.Split('|', StringSplitOptions.TrimEntries)
                    where cells.Length == 5 && int.TryParse(cells[2], CultureInfo.InvariantCulture, out _)
                    select cells).ToDictionary(
                        cells => cells[1], cells => int.Parse(cells[2], CultureInfo.InvariantCulture));

        Assert.All(
            ErrorCatalogue.All,
            row => Assert.Equal(told[$"{row.Value}"], ExitCode.For(new(row.Key, "It failed."))));
    }

    private static string Page([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/reference/errors.md"));
}
