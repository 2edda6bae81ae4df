using System.Text;
using Nexus.Node.Files;

namespace Nexus.Node.Journal;

/// <summary>Lines on disk. A line is there whole and flushed, or not at all, also when the disk is full.</summary>
/// <remarks>
/// Without a buffer of its own: what could not be written is not tried again behind its user's back.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private readonly string _path;
    private readonly long _longest;
    private readonly List<byte> _owed = [];
    private long _bound;
    private FileStream _file;

    private JournalFile(string path, long longest)
    {
        (_path, _longest, _bound) = (path, longest, longest);
        _file = OpenAtEnd(path);
    }

    /// <summary>It has grown, and there was room to write it anew when that was tried last.</summary>
    public bool IsLong => _file.Length > _bound;

    /// <param name="path">Its lines are replaced.</param>
    /// <param name="longest">Bytes before it is long.</param>
    /// <param name="content">What it begins with.</param>
    public static JournalFile Make(string path, long longest, ReadOnlySpan<byte> content)
    {
        DurableFile.Write(path, content);
        return new(path, longest);
    }

    public static IReadOnlyList<string> Read(string path) =>
        File.Exists(path) ? File.ReadAllLines(path, Encoding.UTF8) : [];

    /// <summary>With the lines that are owed.</summary>
    /// <exception cref="IOException">The disk is full, or failed; the file is as it was.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        var end = _file.Length;
        try
        {
            _file.Write([.. _owed, .. line]);
            _file.Flush(flushToDisk: true);
            _owed.Clear();
        }
        catch (IOException)
        {
            _file.SetLength(end);
            _file.Seek(0, SeekOrigin.End);
            throw;
        }
    }

    /// <summary>To be written with the next line.</summary>
    public void Owe(ReadOnlySpan<byte> line) => _owed.AddRange(line);

    /// <summary>It can go on as it is: when there is no room now, it is long when it is twice as long.</summary>
    public void Shorten(ReadOnlySpan<byte> content)
    {
        try
        {
            Replace(content);
        }
        catch (IOException)
        {
            _bound = 2 * _file.Length;
        }
    }

    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public void Replace(ReadOnlySpan<byte> content)
    {
        try
        {
            DurableFile.Write(_path, content);
            _owed.Clear();
            _bound = _longest;
        }
        finally
        {
            _file.Dispose();
            _file = OpenAtEnd(_path);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenAtEnd(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        return file;
    }
}
