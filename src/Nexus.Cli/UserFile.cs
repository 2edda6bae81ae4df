using Nexus.Contracts;

namespace Nexus.Cli;

/// <summary>A small file of the user's that several commands change at once: one after the other.</summary>
internal sealed class UserFile(string path)
{
    private const int WouldBlock = 11;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(10);

    /// <summary>Nobody else reads it at any time.</summary>
    private static FileStreamOptions Fresh => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = OwnerOnly,
    };

    private string Directory => Path.GetDirectoryName(path) ?? "/";

    /// <returns>Empty when there is none.</returns>
    public byte[] Read() => File.Exists(path) ? File.ReadAllBytes(path) : [];

    /// <summary>Fails where a change would.</summary>
    public async Task CheckAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var held = await LockAsync(clock, cancellationToken);
    }

    /// <param name="change">From what is there to what shall be; null: nothing is to change.</param>
    /// <param name="clock">For waiting until it is our turn.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task ChangeAsync(
        Func<byte[], byte[]?> change, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var held = await LockAsync(clock, cancellationToken);
        if (change(Read()) is not { } changed)
            return;
        var aside = $"{path}.new";
        File.Delete(aside); // of someone who was killed
        await using (var file = new FileStream(aside, Fresh))
            await file.WriteAsync(changed, cancellationToken);
        File.Move(aside, path, overwrite: true); // whoever reads meanwhile sees the one or the other
    }

    /// <summary>Of the whole directory; the kernel lets it go when its holder dies.</summary>
    /// <exception cref="NexusException"><c>file.unusable</c>.</exception>
    private async Task<FileStream> LockAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                System.IO.Directory.CreateDirectory(Directory);
                return new(
                    Path.Combine(Directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult is WouldBlock && clock.GetElapsedTime(started) < WaitAtMost)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new NexusException(CliErrors.DirectoryUnusable(Directory, e.Message), e);
            }
        }
    }
}
