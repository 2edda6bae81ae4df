using System.Runtime.InteropServices;
using Nexus.Processes.Linux;

namespace Nexus.Processes.Terminals;

/// <summary>Our own terminal, passed through byte by byte to a far one until disposed.</summary>
public sealed unsafe class RawTerminal : IDisposable
{
    private const int Input = 0;
    private const int Output = 1;
    private const int AfterOutput = 1;

    /// <summary>More than <c>struct termios</c> needs anywhere.</summary>
    private const int SettingsSize = 256;
    private byte* _before;

    private RawTerminal(byte* before) => _before = before;

    /// <summary>Whether standard input and output both are a terminal.</summary>
    public static bool IsPresent => Libc.IsTerminal(Input) == 1 && Libc.IsTerminal(Output) == 1;

    /// <summary>Null when standard output is not a terminal, or does not know.</summary>
    public static TerminalWindow? Window => TerminalSizes.Get(Output);

    /// <returns>Null when standard input is not a terminal.</returns>
    public static RawTerminal? Enter()
    {
        var before = (byte*)NativeMemory.AllocZeroed(SettingsSize);
        if (Libc.GetTerminal(Input, before) != 0)
        {
            NativeMemory.Free(before);
            return null;
        }

        var raw = stackalloc byte[SettingsSize];
        NativeMemory.Copy(before, raw, SettingsSize);
        Libc.MakeRaw(raw);
        _ = Libc.SetTerminal(Input, AfterOutput, raw);
        return new RawTerminal(before);
    }

    /// <summary>Calls back at each change of <see cref="Window"/>, until disposed.</summary>
    public static IDisposable OnResize(Action<TerminalWindow> changed) =>
        PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ =>
        {
            if (Window is { } window)
                changed(window);
        });

    public void Dispose()
    {
        if (_before is null)
            return;

        _ = Libc.SetTerminal(Input, AfterOutput, _before);
        NativeMemory.Free(_before);
        _before = null;
    }
}
