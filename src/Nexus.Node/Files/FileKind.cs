using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nexus.Node.Files;

/// <summary>What kind of file a descriptor names, and whose it is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileKind(uint Owner, int Mode)
{
    private const int EmptyPath = 0x1000;
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8;

    public bool IsSocket => (Mode & 0xF000) == 0xC000;

    /// <returns>Null when the descriptor cannot be asked.</returns>
    public static FileKind? Of(int descriptor)
    {
        // struct statx: stx_uid at 20, stx_mode at 28; its size is 256 bytes for ever.
        Span<byte> stat = stackalloc byte[256];
        return Native.StatX(descriptor, "", EmptyPath, TypeModeAndOwner, stat) == 0
            ? new(BinaryPrimitives.ReadUInt32LittleEndian(stat[20..]),
                BinaryPrimitives.ReadUInt16LittleEndian(stat[28..]))
            : null;
    }
}
