using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// The embedded files <c>FOLDER/NNN-name.sql</c>, forward only: <c>user_version</c> is the last applied.
/// </summary>
internal static class Migrations
{
    public static void Apply(Database database, string path, string folder)
    {
        var done = database.Scalar("pragma user_version");
        var files = Files($"{folder}/");
        if (done > files[^1].Number)
            throw new NexusException(LedgerErrors.TooNew(path, done));

        foreach (var (number, name) in files.Where(file => file.Number > done))
            database.Execute($"begin immediate; {Text(name)}; pragma user_version = {number}; commit");
    }

    private static IReadOnlyList<(int Number, string Name)> Files(string folder) =>
    [
        .. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (
                int.Parse(name.AsSpan(folder.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture), name)),
    ];

    private static string Text(string name)
    {
        using var file = typeof(Migrations).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
