namespace Pabal.Engine.Queues;

/// <summary>The connections that a batch wrote to, to be flushed once each at its end. Owned by one thread at a time.</summary>
public sealed class FlushSet
{
    private IFlushable[] items = new IFlushable[4];
    private int count;

    /// <summary>Adds a connection; the caller sees to it that none is added twice.</summary>
    public void Add(IFlushable item)
    {
        if (count == items.Length)
            Array.Resize(ref items, count * 2);
        items[count++] = item;
    }

    public void Flush()
    {
        for (var i = 0; i < count; i++)
            items[i].Flush();
        Array.Clear(items, 0, count);
        count = 0;
    }
}
