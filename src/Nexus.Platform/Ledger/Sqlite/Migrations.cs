using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>The embedded files <c>NNN-name.sql</c>, forward only: <c>user_version</c> is the last applied.</summary>
internal static class Migrations
{
    public static void Apply(Database database, string path)
    {
        var done = database.Scalar("pragma user_version");
        var files = Files();
        if (done > files[^1].Number)
            throw new NexusException(LedgerErrors.TooNew(path, done));

        foreach (var (number, name) in files.Where(file => file.Number > done))
            database.Execute($"begin immediate; {Text(name)}; pragma user_version = {number}; commit");
    }

    private static IReadOnlyList<(int Number, string Name)> Files() =>
    [
        .. from name in typeof(Migrations).Assembly.GetManifestResourceNames()
           where name.EndsWith(".sql", StringComparison.Ordinal)
           let number = int.Parse(name.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture)
           orderby number
           select (number, name),
    ];

    private static string Text(string name)
    {
        using var file = typeof(Migrations).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
