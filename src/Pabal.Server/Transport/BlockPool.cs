namespace Pabal.Server.Transport;

/// <summary>Buffers of one size, shared by all connections of a broker; a connection at rest holds none.</summary>
/// <remarks>Thread-safe. Above <c>maxRetained</c> returned blocks are left to the garbage collector.</remarks>
internal sealed class BlockPool(int blockSize, int maxRetained)
{
    private readonly Lock gate = new();
    private readonly Stack<byte[]> free = new(maxRetained);

    public int BlockSize => blockSize;

    /// <summary>Blocks that wait to be rented.</summary>
    public int FreeCount
    {
        get
        {
            lock (gate)
                return free.Count;
        }
    }

    public byte[] Rent()
    {
        lock (gate)
        {
            if (free.TryPop(out var block))
                return block;
        }
        // Pinned, so that the sockets need no pinning of their own.
        return GC.AllocateUninitializedArray<byte>(blockSize, pinned: true);
    }

    public void Return(byte[] block)
    {
        lock (gate)
        {
            if (free.Count < maxRetained)
                free.Push(block);
        }
    }
}
