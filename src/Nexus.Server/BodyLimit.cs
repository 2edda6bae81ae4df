using Microsoft.AspNetCore.Http.Features;
using Nexus.Engine;

namespace Nexus.Server;

/// <summary>
/// Bounds the JSON a route takes. The web server's own bound breaks the connection, and who still sends then may not
/// hear why; here what is left is read and thrown away, for the few seconds the web server gives it.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    public const int MostBytes = 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteNote>() is { BodyType: null }
            && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
            if (context.Request.ContentLength > MostBytes)
                throw TooLarge();
            context.Request.Body = new BoundedBody(context.Request.Body);
        }

        return next(context);
    }

    private static BadHttpRequestException TooLarge() =>
        new("The body is too large.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Fails once more has come than may.</summary>
    private sealed class BoundedBody(Stream inner) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(
            byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Counted(int count) => (_read += count) > MostBytes ? throw TooLarge() : count;
    }
}
