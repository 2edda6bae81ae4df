using System.Runtime.InteropServices;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>
/// The user keyring of Linux (keyrings(7)), of the user the server runs as: what is in it is in no file, and gone with
/// the machine's next start. <c>keyctl padd user NAME @u</c> puts a key into it.
/// </summary>
internal static partial class KernelKeyring
{
    private const int OfUser = -4;
    private const int OfThread = -1;
    private const int Search = 10;
    private const int ReadOut = 11;
    private const int Unlink = 9;

    /// <summary>What the kernel takes of a key of this kind at most.</summary>
    private const int Largest = 32 * 1024;

    /// <summary>As the kernel calls keyctl(2) on this processor.</summary>
    private static long Number => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 219 : 250;

    /// <returns>Null: there is no key of this name.</returns>
    /// <exception cref="NexusException"><c>secret.unreadable</c>: there is one, and it cannot be read.</exception>
    public static string? Read(string name)
    {
        // Found is not enough: it must be in a keyring of this thread to be read by it.
        var key = Call(Number, Search, OfUser, "user", name, OfThread);
        if (key < 0)
            return null;
        var buffer = new byte[Largest];
        try
        {
            var length = Fill(Number, ReadOut, key, buffer, buffer.Length, 0);
            return length >= 0 && length <= buffer.Length
                ? Encoding.ASCII.GetString(buffer, 0, (int)length)
                : throw new NexusException(SecretErrors.UnreadableKey(name, Marshal.GetLastPInvokeErrorMessage()));
        }
        finally
        {
            Array.Clear(buffer);
            _ = Leave(Number, Unlink, key, OfThread, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Call(long number, long operation, long keyring, string type, string name, long into);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Fill(
        long number, long operation, long key, [Out] byte[] buffer, long length, long unused);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Leave(long number, long operation, long key, long keyring, long unused, long none);
}
