using System.Security.Cryptography;
using System.Text;
using Nexus.Platform;

namespace Nexus.Engine.Actions;

/// <summary>
/// A content that a program can read as a file, and nothing but this process keeps: it has lost its name before it gets
/// its content, so that also after a kill nothing is left of it.
/// </summary>
internal sealed class UnnamedFile : IDisposable
{
    private const string Memory = "/dev/shm";
    private readonly FileStream _file;

    private UnnamedFile(FileStream file) => _file = file;

    /// <summary>For programs that this one starts and that are the same user's.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.SafeFileHandle.DangerousGetHandle()}";

    public static UnnamedFile Of(string content)
    {
        var directory = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        var path = System.IO.Path.Combine(directory, Ids.New("nexus", TimeProvider.System));
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        });
        var bytes = Encoding.UTF8.GetBytes(content);
        try
        {
            File.Delete(path);
            file.Write(bytes);
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public void Dispose() => _file.Dispose();
}
