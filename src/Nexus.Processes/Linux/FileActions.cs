using System.Runtime.InteropServices;

namespace Nexus.Processes.Linux;

/// <summary>What a child does between fork and exec: its descriptors and its working directory.</summary>
internal sealed unsafe class FileActions : IDisposable
{
    /// <summary>More than any C library needs.</summary>
    private const int Size = 512;

    public FileActions()
    {
        Pointer = (byte*)NativeMemory.AllocZeroed(Size);
        Check(Libc.InitActions(Pointer));
    }

    public byte* Pointer { get; }

    public void Duplicate(int from, int to) => Check(Libc.AddDuplicate(Pointer, from, to));

    public void Open(int descriptor, string path, int flags) =>
        Check(Libc.AddOpen(Pointer, descriptor, path, flags, 0x180));

    public void ChangeDirectory(string path) => Check(Libc.AddChangeDirectory(Pointer, path));

    public void CloseFrom(int first) => Check(Libc.AddCloseFrom(Pointer, first));

    public void Dispose()
    {
        _ = Libc.DestroyActions(Pointer);
        NativeMemory.Free(Pointer);
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new IOException(Libc.Describe(error), error);
    }
}
