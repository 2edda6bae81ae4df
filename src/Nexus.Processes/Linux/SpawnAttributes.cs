using System.Runtime.InteropServices;

namespace Nexus.Processes.Linux;

/// <summary>
/// A child starts with every signal at its default and none blocked: our runtime ignores SIGPIPE, and what is ignored
/// stays so through exec.
/// </summary>
internal sealed unsafe class SpawnAttributes : IDisposable
{
    /// <summary>More than any C library needs.</summary>
    private const int Size = 1024;
    private const int SignalSetSize = 128;

    public SpawnAttributes(bool newSession)
    {
        Pointer = (byte*)NativeMemory.AllocZeroed(Size);
        var signals = stackalloc byte[SignalSetSize];
        _ = Libc.InitAttributes(Pointer);
        _ = Libc.FillSet(signals);
        _ = Libc.SetDefaultSignals(Pointer, signals);
        _ = Libc.EmptySet(signals);
        _ = Libc.SetMask(Pointer, signals);
        var flags = Libc.SetSignalDefaults | Libc.SetSignalMask | (newSession ? Libc.SetSession : 0);
        _ = Libc.SetFlags(Pointer, (short)flags);
    }

    public byte* Pointer { get; }

    public void Dispose()
    {
        _ = Libc.DestroyAttributes(Pointer);
        NativeMemory.Free(Pointer);
    }
}
