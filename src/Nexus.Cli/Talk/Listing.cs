namespace Nexus.Cli.Talk;

/// <summary>How a list of something looks to a person.</summary>
/// <param name="Columns">Of the table.</param>
/// <param name="Row">With a cell for each column.</param>
/// <param name="None">Said where there is nothing.</param>
internal sealed record Listing<T>(Table Columns, Func<T, IReadOnlyList<string>> Row, string None);
