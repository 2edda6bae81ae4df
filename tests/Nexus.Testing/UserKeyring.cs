using System.Runtime.InteropServices;
using System.Text;

namespace Nexus.Testing;

/// <summary>A key in the user keyring of the kernel, as <c>keyctl padd user NAME @u</c> puts it there.</summary>
public sealed partial class UserKeyring : IDisposable
{
    private const int OfUser = -4;
    private const int Unlink = 9;
    private readonly long _key;

    private UserKeyring(long key) => _key = key;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    /// <returns>Null: this kernel, or the sandbox it is seen from, has no keyrings.</returns>
    public static UserKeyring? Add(string name, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var key = Put(IsArm ? 217 : 248, "user", name, bytes, bytes.Length, OfUser);
        return key < 0 ? null : new(key);
    }

    public void Dispose() => _ = Leave(IsArm ? 219 : 250, Unlink, _key, OfUser, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Put(long number, string type, string name, byte[] text, long length, long keyring);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Leave(long number, long operation, long key, long keyring, long unused, long none);
}
