using System.Text.Json;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// What bubblewrap wrote to <c>--json-status-fd</c>: one object per line, the exit code in the last one.
/// </summary>
internal sealed record SandboxStatus(int? MainPid, long? PidNamespace, int? ExitCode)
{
    /// <remarks>
    /// To its end and no further: bubblewrap writes a line in pieces, and a reader of lines that came to the end in the
    /// middle of one would take the rest of it for the next.
    /// </remarks>
    public static SandboxStatus Read(string path) =>
        File.Exists(path) ? Parse(File.ReadAllText(path).Split('\n')) : new(null, null, null);

    public static SandboxStatus Parse(IEnumerable<string> lines)
    {
        var status = new SandboxStatus(null, null, null);
        foreach (var line in lines)
        {
            // The last line may be half written.
            if (!line.EndsWith('}'))
                continue;
            using var json = JsonDocument.Parse(line);
            status = new(
                Number(json, "child-pid") is { } pid ? (int)pid : status.MainPid,
                Number(json, "pid-namespace") ?? status.PidNamespace,
                Number(json, "exit-code") is { } code ? (int)code : status.ExitCode);
        }

        return status;
    }

    /// <summary>Whether that process is still in that namespace, so that its pid was not used again.</summary>
    public bool IsStillThere() =>
        MainPid is { } pid && PidNamespace is { } number
        && new FileInfo($"/proc/{pid}/ns/pid").LinkTarget == $"pid:[{number}]";

    private static long? Number(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) ? value.GetInt64() : null;
}
