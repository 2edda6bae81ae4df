using System.Buffers;
using System.Text;

namespace Nexus.Spec.Loading;

/// <summary>Bytes to text. What is not UTF-8 is a problem, the first of each line, and read as a mark.</summary>
internal static class Utf8Text
{
    public static string Read(ReadOnlySpan<byte> bytes, Problems problems)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes["\uFEFF"u8.Length..];
        var line = 1;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (ColumnOfOther(bytes[range]) is { } column)
            {
                problems.Add(ProblemCodes.Encoding, line, column,
                    "The file is not UTF-8 here.", "Save it as UTF-8 in your editor.");
            }

            line++;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <returns>Counted from 1; null: all of it is UTF-8.</returns>
    private static int? ColumnOfOther(ReadOnlySpan<byte> line)
    {
        var column = 1;
        while (!line.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(line, out var letter, out var length) is not OperationStatus.Done)
                return column;
            column += letter.Utf16SequenceLength;
            line = line[length..];
        }

        return null;
    }
}
