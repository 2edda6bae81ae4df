using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Platform;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What of a workspace is kept as files of the home: its private host key and its uploaded bundle.</summary>
/// <param name="home">The home directory.</param>
public sealed class HomeFiles(string home)
{
    public const long LargestUpload = 2L * 1024 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _keys = new();
    private readonly ConcurrentDictionary<string, bool> _arriving = new(StringComparer.Ordinal);

    public string BundleOf(string workspaceId) => Path.Combine(Folder("uploads"), $"{workspaceId}.bundle");

    public string? HostKeyOf(string workspaceId) =>
        File.Exists(KeyPath(workspaceId)) ? File.ReadAllText(KeyPath(workspaceId)) : null;

    public void KeepHostKey(string workspaceId, string key)
    {
        lock (_keys)
            WriteAside(KeyPath(workspaceId), key);
    }

    /// <summary>Written aside and renamed, so a broken upload never replaces a whole one.</summary>
    /// <exception cref="NexusException"><c>workspace.upload_too_large</c>, <c>server.disk_full</c>.</exception>
    public async Task KeepBundleAsync(string workspaceId, Stream content, CancellationToken cancellationToken)
    {
        var path = BundleOf(workspaceId);
        var aside = $"{path}.{Path.GetRandomFileName()}.part";
        var buffer = new byte[128 * 1024];
        _arriving[aside] = true;
        try
        {
            await using (var file = new FileStream(aside, Options()))
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    if (file.Position + read > LargestUpload)
                        throw new NexusException(WorkspaceErrors.UploadTooLarge(LargestUpload));
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new NexusException(DiskFull.Error(e.Message), e);
        }
        finally
        {
            File.Delete(aside);
            _arriving.TryRemove(aside, out _);
        }
    }

    /// <summary>Removes the beginnings of uploads that no request of this server brings any more.</summary>
    /// <returns>How many there were.</returns>
    public int ForgetCutUploads()
    {
        var folder = new DirectoryInfo(Path.Combine(home, "state", "uploads"));
        if (!folder.Exists)
            return 0;
        var cut = folder.GetFiles("*.part").Where(file => !_arriving.ContainsKey(file.FullName)).ToList();
        cut.ForEach(file => file.Delete());
        return cut.Count;
    }

    /// <summary>Removes the beginnings of keys that a killed server was writing: each may be a whole one.</summary>
    public void ForgetCutKeys()
    {
        var folder = new DirectoryInfo(Path.Combine(home, "state", "hosts"));
        if (!folder.Exists)
            return;
        lock (_keys)
        {
            foreach (var file in folder.GetFiles("*.part"))
                file.Delete();
        }
    }

    public void Forget(string workspaceId)
    {
        File.Delete(KeyPath(workspaceId));
        ForgetBundle(workspaceId);
    }

    public void ForgetBundle(string workspaceId) => File.Delete(BundleOf(workspaceId));

    private static void WriteAside(string path, string text)
    {
        try
        {
            using (var file = new StreamWriter(new FileStream(path + ".part", Options())))
                file.Write(text);
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new NexusException(DiskFull.Error(e.Message), e);
        }
    }

    private static FileStreamOptions Options() => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = OwnerOnly,
    };

    private string KeyPath(string workspaceId) => Path.Combine(Folder("hosts"), workspaceId);

    private string Folder(string name) =>
        Directory.CreateDirectory(
            Path.Combine(home, "state", name), OwnerOnly | UnixFileMode.UserExecute).FullName;
}
