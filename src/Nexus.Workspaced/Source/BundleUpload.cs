using System.Buffers;
using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Source;

/// <summary>Takes the bytes of a git bundle into a file that the user's git can read.</summary>
internal sealed class BundleUpload(UserAccount user, Git git)
{
    private const long Limit = 2L * 1024 * 1024 * 1024;
    private const int BufferSize = 64 * 1024;

    /// <returns>The file; the caller deletes it.</returns>
    /// <exception cref="NexusException"><c>source.bundle_too_large</c>, <c>source.disk_full</c>.</exception>
    public async Task<string> ReceiveAsync(ByteChannel channel, CancellationToken cancellationToken)
    {
        var path = HomeLeftovers.NewUpload(user);
        try
        {
            await WriteAsync(channel, path, cancellationToken);
            UnixFiles.TryChangeOwner(path, user.UserId, user.GroupId);
            return path;
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is IOException full && Room.IsMissing(full))
                throw SourceErrors.DiskFull(git.WorkspaceId, "Taking the source", full.Message);
            throw;
        }
    }

    private static async Task WriteAsync(ByteChannel channel, string path, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var file = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            long total = 0;
            while (await channel.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                total += read;
                if (total > Limit)
                    throw SourceErrors.BundleTooLarge(Limit);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
