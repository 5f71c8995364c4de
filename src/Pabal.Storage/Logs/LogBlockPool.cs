namespace Pabal.Storage;

/// <summary>Blocks that nobody uses. Owned by whoever opens the log, then guarded by the tail's gate.</summary>
internal sealed class LogBlockPool
{
    private const int MaxFree = 32;

    private readonly Stack<LogBlock> free = new();

    public LogBlock Rent() => free.TryPop(out var block) ? block : new LogBlock();

    public void Return(LogBlock block)
    {
        block.Length = 0;
        block.EndsFile = false;
        if (free.Count < MaxFree)
            free.Push(block);
    }
}
