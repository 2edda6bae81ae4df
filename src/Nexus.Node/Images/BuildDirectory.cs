using System.Globalization;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>
/// For what the program of one build puts into its temporary directory: gone afterwards with everything in it. Its name
/// tells whose it is, so that the next build removes what a killed one left.
/// </summary>
internal sealed class BuildDirectory : IAsyncDisposable
{
    private const string Prefix = "nexus-image-";

    /// <summary>Nobody else lists it; what runs as another user, as the downloads of apt, passes through.</summary>
    private const UnixFileMode Passage = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly IProcessRunner _runner;
    private readonly TextWriter _talk;

    private BuildDirectory(string path, IProcessRunner runner, TextWriter talk) =>
        (Path, _runner, _talk) = (path, runner, talk);

    public string Path { get; }

    /// <exception cref="NexusException"><c>image.build_failed</c>.</exception>
    public static async Task<BuildDirectory> MakeAsync(
        ImageWish wish, IProcessRunner runner, TextWriter talk, CancellationToken cancellationToken)
    {
        var me = ProcessIdentity.Of(Environment.ProcessId) ?? new(Environment.ProcessId, 0);
        try
        {
            foreach (var left in LeftBehind())
                await runner.RunAsync(Removal(left), cancellationToken);
            var path = Directory.CreateTempSubdirectory(
                string.Create(CultureInfo.InvariantCulture, $"{Prefix}{me.Pid}-{me.StartTime}-")).FullName;
            File.SetUnixFileMode(path, Passage);
            return new(path, runner, talk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(ImageErrors.NoDirectory(wish.Name, e.Message), e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var removed = await _runner.RunAsync(Removal(Path), CancellationToken.None);
        if (!removed.IsSuccess)
            await _talk.WriteLineAsync($"{Path} could not be removed: {removed.Error.Trim()}");
    }

    private static IReadOnlyList<string> LeftBehind() =>
        [.. Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*").Where(IsLeftBehind)];

    private static bool IsLeftBehind(string path) =>
        System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-') is [var pid, var started, _]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && !new ProcessIdentity(number, time).IsAlive;

    /// <summary>Never through a mount: a killed program may have left the machine's own devices in there.</summary>
    private static ProcessRequest Removal(string path) =>
        new(new Argv("rm", "-rf", "--one-file-system", "--", path)) { Deadline = TimeSpan.FromMinutes(1) };
}
