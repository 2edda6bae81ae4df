using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Nexus.Server;

/// <summary>
/// What connections read into: 32 KiB at a time instead of 4, because most of what passes here are copies through SSH.
/// Nothing is held while a connection is idle.
/// </summary>
internal sealed class LargeBuffers : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private const int Size = 32 * 1024;

        public override int MaxBufferSize => Array.MaxLength;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(Math.Max(minBufferSize, Size));

        protected override void Dispose(bool disposing)
        {
            // Blocks belong to the shared pool.
        }
    }

    private sealed class Block(int size) : IMemoryOwner<byte>
    {
        private byte[]? _array = ArrayPool<byte>.Shared.Rent(size);

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, value: null) is { } array)
                ArrayPool<byte>.Shared.Return(array);
        }
    }
}
