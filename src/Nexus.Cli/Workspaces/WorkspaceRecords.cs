using System.Text.Json;

namespace Nexus.Cli.Workspaces;

/// <summary>A workspace made from this machine: the directory and repository it came from.</summary>
internal sealed record WorkspaceRecord(string WorkspaceId, string Name, string Server, string? Path, string? Repo);

internal sealed record WorkspaceRecordFile(IReadOnlyList<WorkspaceRecord> Workspaces);

/// <summary><c>~/.nexus/workspaces.json</c>: which workspace a directory means. Losing it loses only that.</summary>
internal sealed class WorkspaceRecords(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static WorkspaceRecords Of(Place place) =>
        new(System.IO.Path.Combine(place.UserDirectory, "workspaces.json"));

    public IReadOnlyList<WorkspaceRecord> All()
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.WorkspaceRecordFile)?.Workspaces
                ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public IEnumerable<string> Names() => All().Select(record => record.Name).Distinct(StringComparer.Ordinal);

    public void Add(WorkspaceRecord record) =>
        Write([.. All().Where(known => known.WorkspaceId != record.WorkspaceId), record]);

    public void Remove(string server, string idOrName) =>
        Write([.. All().Where(known =>
            known.Server != server || (known.WorkspaceId != idOrName && known.Name != idOrName))]);

    /// <summary>Written aside and renamed: two commands at once may lose a record, never the file.</summary>
    private void Write(IReadOnlyList<WorkspaceRecord> records)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? "/");
        var aside = $"{path}.{Environment.ProcessId}";
        var json = JsonSerializer.SerializeToUtf8Bytes(new(records), CliJson.Default.WorkspaceRecordFile);
        File.WriteAllBytes(aside, json);
        File.SetUnixFileMode(aside, OwnerOnly);
        File.Move(aside, path, overwrite: true);
    }
}
