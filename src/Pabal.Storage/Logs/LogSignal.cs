namespace Pabal.Storage;

/// <summary>Lets one thread wait for others. Setting it twice ends one wait.</summary>
/// <remarks>Holds nothing of the system's: an append may still be about to set it when the log has been closed.</remarks>
internal sealed class LogSignal
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

    public void Wait()
    {
        lock (gate)
        {
            while (!isSet)
                Monitor.Wait(gate);
            isSet = false;
        }
    }
}
