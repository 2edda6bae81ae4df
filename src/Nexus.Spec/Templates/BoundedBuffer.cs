using System.Buffers;

namespace Nexus.Spec.Templates;

/// <summary>Bytes of one value, no more than a value may have.</summary>
internal sealed class BoundedBuffer : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Advance(int count)
    {
        if (_bytes.WrittenCount + count > TemplateLimits.LargestValue)
            throw TemplateErrors.TooLarge("a value of more than 1 MiB");
        _bytes.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);
}
