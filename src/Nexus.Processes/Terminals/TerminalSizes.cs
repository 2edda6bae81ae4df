using Nexus.Processes.Linux;

namespace Nexus.Processes.Terminals;

/// <summary><c>struct winsize</c>: rows, columns, and two numbers of pixels nobody uses.</summary>
internal static unsafe class TerminalSizes
{
    private const int Fields = 4;

    /// <summary>The kernel tells the foreground programs by SIGWINCH.</summary>
    public static void Set(int descriptor, TerminalWindow window)
    {
        var size = stackalloc ushort[Fields] { Clamp(window.Rows), Clamp(window.Columns), 0, 0 };
        _ = Libc.Control(descriptor, Libc.SetWindowSize, size);
    }

    public static TerminalWindow? Get(int descriptor)
    {
        var size = stackalloc ushort[Fields];
        return Libc.Control(descriptor, Libc.GetWindowSize, size) == 0 && size[0] > 0 && size[1] > 0
            ? new TerminalWindow(size[1], size[0])
            : null;
    }

    private static ushort Clamp(int value) => (ushort)Math.Clamp(value, 1, ushort.MaxValue);
}
