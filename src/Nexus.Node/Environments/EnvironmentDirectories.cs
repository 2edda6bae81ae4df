using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Files;
using Nexus.Node.Providers;

namespace Nexus.Node.Environments;

/// <summary>What the node remembers of an environment it made.</summary>
/// <param name="WorkspaceId">Whose.</param>
/// <param name="Provider">Which driver made it.</param>
/// <param name="HasAnswered">Its daemon answered once, so it may hold someone's work.</param>
/// <param name="ServerId">Which server wanted it last; null: one that does not tell.</param>
internal sealed record EnvironmentRecord(
    string WorkspaceId, string Provider, bool HasAnswered, string? ServerId = null)
{
    /// <summary>The command that last made it anew, so that it does so once.</summary>
    public string? RecreatedBy { get; init; }

    /// <summary>What was asked for when it was made.</summary>
    public ProviderWish? Made { get; init; }

    /// <summary>Which of that it does not have.</summary>
    public string? Unbounded { get; init; }

    /// <summary>Whether a server may be told of it; what nobody's name is on is everybody's.</summary>
    public bool IsOf(string? server) => server is null || ServerId is null || ServerId == server;
}

/// <summary>
/// One directory per environment below the node's state. <c>s</c> in it is shared with the environment, which sees it
/// as <see cref="Inside"/>; the rest is the node's and its provider's.
/// </summary>
internal sealed class EnvironmentDirectories(string root)
{
    public const string Inside = "/var/lib/nexus";
    public const string InsidePrograms = "/opt/nexus";
    internal const string Programs = "opt";
    private const string RecordName = "environment.json";
    private const UnixFileMode OnlyOurs =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string PathOf(string workspaceId) => Path.Combine(root, ShortName(workspaceId));

    public string SharedOf(string workspaceId) => Path.Combine(PathOf(workspaceId), "s");

    /// <summary>Read-only inside, as <see cref="InsidePrograms"/>.</summary>
    public string ProgramsOf(string workspaceId) => Path.Combine(PathOf(workspaceId), Programs);

    public string SocketOf(string workspaceId) => Path.Combine(SharedOf(workspaceId), "workspaced.sock");

    /// <summary>Makes what is missing.</summary>
    public void Make(string workspaceId, string provider, string? server = null)
    {
        Directory.CreateDirectory(root, OnlyOurs);
        Directory.CreateDirectory(PathOf(workspaceId), OnlyOurs);
        Directory.CreateDirectory(SharedOf(workspaceId), OnlyOurs);
        Directory.CreateDirectory(ProgramsOf(workspaceId));
        if (Find(workspaceId) is null)
            Write(new(workspaceId, provider, HasAnswered: false, server));
    }

    public async Task PutAsync(
        string workspaceId, IReadOnlyList<EnvironmentFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var target = Path.Combine(ProgramsOf(workspaceId), file.Name);
            var aside = $"{target}.new";
            File.Delete(aside);
            await using (var content = file.Open())
            await using (var copy = DurableFile.Create(aside))
                await content.CopyToAsync(copy, cancellationToken);
            File.SetUnixFileMode(aside, file.Mode);
            File.Move(aside, target, overwrite: true);
        }
    }

    public EnvironmentRecord? Find(string workspaceId) => Read(PathOf(workspaceId));

    public void Write(EnvironmentRecord record) => DurableFile.Write(
        Path.Combine(PathOf(record.WorkspaceId), RecordName),
        JsonSerializer.SerializeToUtf8Bytes(record, NodeJson.Default.EnvironmentRecord));

    /// <summary>Every environment this node made and did not destroy.</summary>
    public IReadOnlyList<EnvironmentRecord> All() => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Select(Read).OfType<EnvironmentRecord>()]
        : [];

    public void Remove(string workspaceId)
    {
        // The record goes last, so that an interrupted removal is seen and repeated.
        var directory = PathOf(workspaceId);
        if (!Directory.Exists(directory))
            return;
        foreach (var inner in Directory.EnumerateDirectories(directory))
            OwnedTree.Remove(inner);
        OwnedTree.Remove(directory);
    }

    private static EnvironmentRecord? Read(string directory)
    {
        var path = Path.Combine(directory, RecordName);
        return File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), NodeJson.Default.EnvironmentRecord)
            : null;
    }

    /// <summary>Safe as a file name whatever the id holds.</summary>
    private static string ShortName(string workspaceId)
    {
        var name = workspaceId.StartsWith("ws-", StringComparison.Ordinal) ? workspaceId[3..] : workspaceId;
        return name.Length is > 0 and <= 32 && name.All(char.IsAsciiLetterOrDigit)
            ? name
            : "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(workspaceId)))[..16];
    }
}
