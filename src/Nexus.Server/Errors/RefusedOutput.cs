using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Nexus.Server.Errors;

/// <summary>
/// What a connection answers, passed on as it is; but when its last answer is a refusal without a body, with one.
/// </summary>
internal sealed class RefusedOutput(PipeWriter inner) : PipeWriter
{
    private const string Empty = "Content-Length: 0\r\n";
    private const string End = "\r\n\r\n";

    private readonly ArrayBufferWriter<byte> _answer = new();
    private byte[]? _document;
    private string _correlationId = "";

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes + _answer.WrittenCount;

    /// <summary>The answer that is written next gets this body.</summary>
    public void Append(string correlationId, byte[] document) =>
        (_correlationId, _document) = (correlationId, document);

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _document is null ? inner.GetMemory(sizeHint) : _answer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) =>
        _document is null ? inner.GetSpan(sizeHint) : _answer.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (_document is null)
            inner.Advance(bytes);
        else
            _answer.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        PassAnswer();
        return inner.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _document is null ? inner.WriteAsync(source, cancellationToken) : base.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        PassAnswer();
        inner.Complete(exception);
    }

    /// <summary>Only an answer that is whole and has no body is completed; any other stays what it is.</summary>
    private void PassAnswer()
    {
        if (_answer.WrittenCount is 0)
            return;
        var text = Encoding.Latin1.GetString(_answer.WrittenSpan);
        if (_document is { } document && text.EndsWith(End, StringComparison.Ordinal)
            && text.Contains(Empty, StringComparison.Ordinal))
        {
            var headers = "Content-Type: application/json; charset=utf-8\r\n"
                + $"{CorrelationId.Header}: {_correlationId}\r\n"
                + $"Content-Length: {document.Length}\r\n";
            inner.Write(Encoding.Latin1.GetBytes(text.Replace(Empty, headers, StringComparison.Ordinal)));
            inner.Write(document);
        }
        else
        {
            inner.Write(_answer.WrittenSpan);
        }

        _answer.ResetWrittenCount();
        _document = null;
    }
}
