namespace Pabal.Engine.Durability;

/// <summary>Lets one thread wait for work. Setting it twice ends one wait.</summary>
/// <remarks>Holds nothing of the system's: somebody may still be about to set it when that thread has ended.</remarks>
internal sealed class WorkSignal
{
    private readonly object gate = new();
    private bool isSet;

    public void Set()
    {
        lock (gate)
        {
            isSet = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits until it is set, or for so long; a negative time is for ever.</summary>
    public void Wait(int timeoutMs)
    {
        lock (gate)
        {
            if (!isSet)
                Monitor.Wait(gate, timeoutMs);
            isSet = false;
        }
    }
}
