using System.Net;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>
/// A request body that is whole only when the program that writes it succeeds: half an image is none.
/// </summary>
internal sealed class ProgramOutput : HttpContent
{
    private readonly ChildProcess _program;
    private readonly ReadOnlyMemory<byte> _first;

    private ProgramOutput(ChildProcess program, ReadOnlyMemory<byte> first)
    {
        _program = program;
        _first = first;
        Headers.ContentType = new("application/x-tar");
    }

    /// <summary>
    /// Waits for the first bytes: a request goes out with its body, and an engine gives up a connection that asks for
    /// nothing in five minutes.
    /// </summary>
    /// <returns>Null: the program ended without any.</returns>
    public static async Task<ProgramOutput?> BeginAsync(ChildProcess program, CancellationToken cancellationToken)
    {
        if (program.Output is not { } output)
            return null;
        var first = new byte[64 * 1024];
        var length = await output.ReadAsync(first, cancellationToken);
        return length > 0 ? new(program, first.AsMemory(0, length)) : null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_first, cancellationToken);
        if (_program.Output is { } output)
            await output.CopyToAsync(stream, cancellationToken);
        var code = await _program.Exited.WaitAsync(cancellationToken);
        if (code != 0)
            throw new IOException($"The program ended with exit code {code}.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
