using System.Buffers;
using System.CommandLine;
using System.Security.Cryptography;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Artifacts;

/// <summary>
/// <c>nexus artifact download</c>: written aside, compared with its SHA-256, and only then where it is wanted.
/// </summary>
internal static class DownloadArtifact
{
    private const int BufferSize = 128 * 1024;

    public static Command Create(Caller caller)
    {
        var id = ArtifactCommands.Id();
        var output = new Option<string>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Where to, over what is there; default: its name, in this directory, if that is free",
        };
        var json = Shared.Json();
        var command = new DocumentedCommand("download", "Fetch the content of an artifact", id, output, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var artifact = await caller.Client.ArtifactAsync(parsed.GetRequiredValue(id), cancellationToken);
            var wanted = parsed.GetValue(output);
            var path = caller.Place.Expand(wanted ?? NameOf(artifact));
            if (wanted is null && Path.Exists(path))
                throw new NexusException(CliErrors.Unusable($"{path} is there already; choose with '-o FILE'"));
            await FetchAsync(caller, artifact, path, cancellationToken);
            caller.Output.Either(artifact, ContractsJson.Default.ArtifactView, parsed.GetValue(json), path);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Whatever a server says, it is a file of this directory, and no hidden one.</summary>
    private static string NameOf(ArtifactView artifact) =>
        Path.GetFileName(artifact.Name).TrimStart('.', '~') is { Length: > 0 } name
            && !name.Any(char.IsControl) ? name : $"{artifact.ArtifactId}";

    private static async Task FetchAsync(
        Caller caller, ArtifactView artifact, string path, CancellationToken cancellationToken)
    {
        var lines = new ProgressLines(caller.Output, caller.Place);
        var started = caller.Clock.GetTimestamp();
        var size = Words.Size(artifact.ByteLength ?? 0);
        lines.Running("download", TimeSpan.Zero, size);
        var aside = $"{path}.{artifact.ArtifactId:N}.part";
        try
        {
            var sha256 = await WriteAsync(caller, artifact.ArtifactId, aside, cancellationToken);
            if (!sha256.Equals(artifact.Sha256, StringComparison.OrdinalIgnoreCase))
                throw new NexusException(CliErrors.WrongSha(artifact.Name, sha256));
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }

        lines.Done("download", caller.Clock.GetElapsedTime(started), size);
    }

    private static async Task<string> WriteAsync(
        Caller caller, Guid artifact, string path, CancellationToken cancellationToken)
    {
        using var answer = await caller.Client.DownloadArtifactAsync(artifact, cancellationToken);
        await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sha256.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(sha256.GetHashAndReset());
    }
}
