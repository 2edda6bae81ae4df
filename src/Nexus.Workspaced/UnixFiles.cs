using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nexus.Workspaced;

/// <summary>What .NET does not say or do about files.</summary>
internal static unsafe partial class UnixFiles
{
    private const string Library = "libc";
    private const int CurrentDirectory = -100;
    private const int NonBlockingReadOnly = 0x800 | 0x80000;
    private const int StatusSize = 256;
    private const int ModeOffset = 28;
    private const int UserOffset = 20;
    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const uint BasicFields = 0x7ff;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static int CurrentUser => (int)EffectiveUser();

    /// <summary>Does nothing without the right to.</summary>
    public static bool TryChangeOwner(string path, int userId, int groupId) =>
        ChangeOwnerOfLink(path, (uint)userId, (uint)groupId) == 0;

    /// <returns>-1 when there is no such file.</returns>
    public static int OwnerOf(string path) =>
        Status(path) is { } status ? BitConverter.ToInt32(status, UserOffset) : -1;

    /// <summary>
    /// The far side of a shared directory is its owner, often another user than we are: only that one may connect.
    /// Where that cannot be said the directory itself is the guard.
    /// </summary>
    public static void GiveToOwnerOfDirectory(string path)
    {
        var owner = OwnerOf(Path.GetDirectoryName(path) ?? "/");
        var isTheirs = owner == CurrentUser || TryChangeOwner(path, owner, -1);
        File.SetUnixFileMode(path, isTheirs
            ? OwnerOnly
            : OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
    }

    /// <summary>
    /// Reads a small regular file that lies below a directory also when every link is followed; never waits, as opening
    /// a pipe would.
    /// </summary>
    /// <returns>Null when there is none, or it is outside, longer, or of another kind.</returns>
    public static byte[]? BytesWithin(string directory, string path, int limit)
    {
        using var file = new SafeFileHandle(Open(Path.Combine(directory, path), NonBlockingReadOnly), ownsHandle: true);
        if (file.IsInvalid)
            return null;

        var self = $"/proc/self/fd/{file.DangerousGetHandle()}";
        var real = File.ResolveLinkTarget(self, returnFinalTarget: false)?.FullName;
        if (real?.StartsWith($"{RealPath(directory)}/", StringComparison.Ordinal) is not true || !IsRegular(real))
            return null;

        var buffer = new byte[limit];
        var length = RandomAccess.Read(file, buffer, 0);
        return length == limit ? null : buffer[..length];
    }

    /// <summary>The same as text; what is not UTF-8 becomes a mark.</summary>
    public static string? ReadWithin(string directory, string path, int limit) =>
        BytesWithin(directory, path, limit) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public static bool IsRegular(string path) =>
        Status(path) is { } status && (BitConverter.ToUInt16(status, ModeOffset) & KindMask) == RegularFile;

    private static string RealPath(string directory)
    {
        using var handle = new SafeFileHandle(Open(directory, NonBlockingReadOnly), ownsHandle: true);
        var self = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        return handle.IsInvalid ? directory : File.ResolveLinkTarget(self, returnFinalTarget: false)?.FullName ?? "";
    }

    private static byte[]? Status(string path)
    {
        var status = new byte[StatusSize];
        fixed (byte* first = status)
            return ReadStatus(CurrentDirectory, path, 0, BasicFields, first) == 0 ? status : null;
    }

    [LibraryImport(Library, EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerOfLink(string path, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int directory, string path, int flags, uint mask, byte* status);
}
