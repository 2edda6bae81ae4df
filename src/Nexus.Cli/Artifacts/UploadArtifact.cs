using System.CommandLine;
using System.Security.Cryptography;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Artifacts;

/// <summary><c>nexus artifact upload</c>: announced with its length and SHA-256, then sent as it is read.</summary>
internal static class UploadArtifact
{
    public static Command Create(Caller caller)
    {
        var file = new Argument<string>("FILE") { Description = "The file to store" };
        var name = Shared.Text("--name", "NAME", "Its name there; default: the file's");
        var kind = Shared.Text("--kind", "KIND", "log, report, bundle, file or a word of yours; default: file");
        var type = Shared.Text("--content-type", "TYPE", "Default: by the file's ending");
        var run = ArtifactCommands.Run("The run it belongs to");
        var json = Shared.Json();
        var command = new DocumentedCommand("upload", "Store a file", file, name, kind, type, run, json)
        {
            Details = """
                A text of at most 1 MiB is stored with what looks like a credential masked; nothing else is.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = caller.Place.Expand(parsed.GetRequiredValue(file));
            var request = new ArtifactCreateRequest
            {
                Name = parsed.GetValue(name) ?? Path.GetFileName(path),
                Kind = parsed.GetValue(kind) ?? "file",
                ContentType = parsed.GetValue(type) ?? TypeOf(path),
                RunId = parsed.GetValue(run),
            };
            var made = await SendAsync(caller, path, request, cancellationToken);
            ArtifactCommands.Print(caller.Output, made, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ArtifactView> SendAsync(
        Caller caller, string path, ArtifactCreateRequest request, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        var lines = new ProgressLines(caller.Output, caller.Place);
        var started = caller.Clock.GetTimestamp();
        var size = Words.Size(content.Length);
        lines.Running("upload", TimeSpan.Zero, size);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        var made = await caller.Client.UploadArtifactAsync(
            request with { ByteLength = content.Length, Sha256 = sha256 }, content, cancellationToken);
        lines.Done("upload", caller.Clock.GetElapsedTime(started), size);
        return made;
    }

    private static string TypeOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => "application/json",
        ".jsonl" or ".ndjson" => "application/x-ndjson",
        ".yaml" or ".yml" => "application/yaml",
        ".xml" => "application/xml",
        ".html" or ".htm" => "text/html",
        ".md" => "text/markdown",
        ".csv" => "text/csv",
        ".txt" or ".log" or ".out" or ".err" => "text/plain",
        ".gz" or ".tgz" => "application/gzip",
        ".zip" => "application/zip",
        ".tar" => "application/x-tar",
        ".pdf" => "application/pdf",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
