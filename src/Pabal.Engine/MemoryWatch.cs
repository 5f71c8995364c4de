namespace Pabal.Engine;

/// <summary>Raises the alarm when messages take too much memory, and clears it well below that, so that it doesn't flicker.</summary>
/// <remarks>Called under the store's lock.</remarks>
internal sealed class MemoryWatch(long limit, ResourceAlarm alarm)
{
    private volatile bool isScarce;

    public void Observe(long bytesInUse)
    {
        if (isScarce)
            alarm.IsMemoryExhausted = bytesInUse - limit >= limit / 2;
        if (isScarce ? bytesInUse >= limit / 10 * 9 : bytesInUse < limit)
            return;
        isScarce = !isScarce;
        alarm.Set(ScarceResources.Memory, isScarce);
    }
}
