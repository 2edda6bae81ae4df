using System.Net.Sockets;
using System.Runtime.InteropServices;
using Nexus.Processes.Linux;

namespace Nexus.Processes.Terminals;

/// <summary>
/// Our end of a child's terminal as a stream. .NET's sockets poll any descriptor, so nothing blocks a thread; that the
/// other end is closed is Linux's EIO, here the end of the stream.
/// </summary>
internal sealed class Pseudoterminal : Stream
{
    private const uint TerminalGroup = 5;
    private readonly SafeSocketHandle _handle;
    private readonly Socket _socket;

    private Pseudoterminal(int descriptor, string path)
    {
        Path = path;
        _handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        _socket = new Socket(_handle);
    }

    /// <summary>Of the child's end.</summary>
    public string Path { get; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static unsafe Pseudoterminal Open(TerminalWindow window, FileOwner? owner)
    {
        var descriptor = Check(Libc.OpenPseudoterminal(
            Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec));
        try
        {
            Check(Libc.GrantPseudoterminal(descriptor));
            Check(Libc.UnlockPseudoterminal(descriptor));
            var name = stackalloc byte[128];
            Check(-Libc.PseudoterminalName(descriptor, name, 128));
            var path = Marshal.PtrToStringUTF8((nint)name) ?? "";
            if (owner is { } user)
                Check(Libc.ChangeOwner(path, (uint)user.UserId, TerminalGroup));
            TerminalSizes.Set(descriptor, window);
            return new Pseudoterminal(descriptor, path);
        }
        catch
        {
            _ = Libc.Close(descriptor);
            throw;
        }
    }

    public void Resize(TerminalWindow window)
    {
        if (!_handle.IsClosed)
            TerminalSizes.Set((int)_handle.DangerousGetHandle(), window);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (buffer.Length > 0)
                buffer = buffer[await _socket.SendAsync(buffer, cancellationToken)..];
        }
        catch (SocketException e)
        {
            throw new IOException("The terminal is closed.", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException($"No terminal: {Libc.Describe(Libc.LastError)}.");
}
