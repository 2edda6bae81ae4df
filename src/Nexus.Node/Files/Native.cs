using System.Runtime.InteropServices;

namespace Nexus.Node.Files;

/// <summary>What .NET has no method for. Numbers are Linux's, the same on x64 and arm64.</summary>
internal static partial class Native
{
    /// <summary><c>O_PATH|O_NOFOLLOW|O_CLOEXEC</c>: names a file without opening it, and is not led astray.</summary>
    public static int OpenPathFlags { get; } =
        0x200000 | 0x80000 | (RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x8000 : 0x20000);

    /// <summary><c>O_RDONLY|O_CLOEXEC</c>.</summary>
    public const int OpenReadFlags = 0x80000;

    /// <summary><c>_IO(0xb7, 0x1)</c>: the user namespace that owns a namespace.</summary>
    public const nuint GetUserNamespace = 0xb701;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatX(int descriptor, string path, int flags, uint mask, Span<byte> result);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();
}
