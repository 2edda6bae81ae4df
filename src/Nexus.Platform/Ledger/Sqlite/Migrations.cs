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
        if (done > Number(files[^1]))
            throw new NexusException(LedgerErrors.TooNew(path, done));

        foreach (var file in files.Where(file => Number(file) > done))
            database.Execute($"begin immediate; {Text(file)}; pragma user_version = {Number(file)}; commit");
    }

    private static IReadOnlyList<string> Files() =>
    [
        .. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static int Number(string file) =>
        int.Parse(file.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(string name)
    {
        using var file = typeof(Migrations).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
