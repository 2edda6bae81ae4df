using System.Text.Json;

namespace Nexus.Cli.Workspaces;

/// <summary>A workspace made from this machine: the directory and repository it came from.</summary>
internal sealed record WorkspaceRecord(string WorkspaceId, string Name, string Server, string? Path, string? Repo);

internal sealed record WorkspaceRecordFile(IReadOnlyList<WorkspaceRecord> Workspaces);

/// <summary><c>~/.nexus/workspaces.json</c>: which workspace a directory means. Losing it loses only that.</summary>
internal sealed class WorkspaceRecords(UserFile file)
{
    public static WorkspaceRecords Of(Place place) =>
        new(new UserFile(Path.Combine(place.UserDirectory, "workspaces.json")));

    public IReadOnlyList<WorkspaceRecord> All() => Parse(file.Read());

    public IEnumerable<string> Names() => All().Select(record => record.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Fails where <see cref="AddAsync"/> would.</summary>
    public Task CheckAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        file.CheckAsync(clock, cancellationToken);

    public Task AddAsync(WorkspaceRecord record, TimeProvider clock, CancellationToken cancellationToken) =>
        file.ChangeAsync(
            before => Bytes([.. Parse(before).Where(known => known.WorkspaceId != record.WorkspaceId), record]),
            clock, cancellationToken);

    public Task RemoveAsync(
        string server, string idOrName, TimeProvider clock, CancellationToken cancellationToken) =>
        file.ChangeAsync(
            before =>
            {
                var all = Parse(before);
                IReadOnlyList<WorkspaceRecord> left = [.. all.Where(known =>
                    known.Server != server || (known.WorkspaceId != idOrName && known.Name != idOrName))];
                return left.Count == all.Count ? null : Bytes(left);
            },
            clock, cancellationToken);

    private static IReadOnlyList<WorkspaceRecord> Parse(byte[] json)
    {
        if (json.Length == 0)
            return [];
        try
        {
            return JsonSerializer.Deserialize(json, CliJson.Default.WorkspaceRecordFile)?.Workspaces ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static byte[] Bytes(IReadOnlyList<WorkspaceRecord> records) =>
        JsonSerializer.SerializeToUtf8Bytes(new(records), CliJson.Default.WorkspaceRecordFile);
}
