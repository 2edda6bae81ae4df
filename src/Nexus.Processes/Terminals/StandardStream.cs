using Nexus.Processes.Linux;

namespace Nexus.Processes.Terminals;

/// <summary>Whoever read our output does so no longer.</summary>
public sealed class ReaderGoneException(string stream) : IOException($"Nobody reads {stream} any more.");

/// <summary>
/// Standard input, output or error as the kernel has it. The console streams of .NET hide that a reader is gone, and
/// write to a terminal before anybody asked for it. It is not closed: other programs of the same terminal use it, too.
/// </summary>
public sealed unsafe class StandardStream(int descriptor) : Stream
{
    private const int GetDescriptorFlags = 1;
    private const ulong WantsToRead = 1;
    private const ulong WantsToWrite = 4;

    private readonly string _name = descriptor switch
    {
        0 => "standard input",
        1 => "standard output",
        2 => "standard error",
        _ => $"descriptor {descriptor}",
    };

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// What a caller closed becomes empty, before a file of ours gets its number. The first thing a program does.
    /// </summary>
    public static void OpenMissing()
    {
        for (var missing = 0; missing <= 2; missing++)
        {
            if (Libc.ControlDescriptor(missing, GetDescriptorFlags, 0) < 0)
                _ = Libc.Open("/dev/null", Libc.ReadWrite);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            while (true)
            {
                var read = Libc.Read(descriptor, first, (nuint)buffer.Length);
                if (read >= 0)
                    return (int)read;
                PassOrWait(Libc.LastError, WantsToRead);
            }
        }
    }

    /// <exception cref="ReaderGoneException">Whatever comes is for nobody.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            for (var written = 0; written < buffer.Length;)
            {
                var more = Libc.Write(descriptor, first + written, (nuint)(buffer.Length - written));
                if (more >= 0)
                    written += (int)more;
                else
                    PassOrWait(Libc.LastError, WantsToWrite);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>At once: another thread would only wait in our place.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A program that shares it may have made it non-blocking.</summary>
    private void PassOrWait(int error, ulong events)
    {
        if (error is Libc.BrokenPipe)
            throw new ReaderGoneException(_name);
        if (error is not (Libc.Interrupted or Libc.WouldBlock))
            throw new IOException($"{_name}: {Libc.Describe(error)}.", error);
        if (error is not Libc.WouldBlock)
            return;
        var wanted = (uint)descriptor | (events << 32);
        _ = Libc.Poll(&wanted, 1, -1);
    }
}
