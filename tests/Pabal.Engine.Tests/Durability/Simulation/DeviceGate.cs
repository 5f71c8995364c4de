using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Holds the log's threads at each call on the device until the test lets it go on, so that one thread drives all.</summary>
internal sealed class DeviceGate
{
    private readonly object gate = new();
    private readonly int owner = Environment.CurrentManagedThreadId;
    private bool isOpen = true;
    private int blocked;
    private bool isDead;
    private int permits;

    /// <summary>To be called before each call on the device.</summary>
    public void Pass(DeviceCall call)
    {
        if (Environment.CurrentManagedThreadId == owner)
            return;
        lock (gate)
        {
            blocked++;
            Monitor.PulseAll(gate);
            while (!isOpen && permits == 0 && !isDead)
                Monitor.Wait(gate);
            blocked--;
            if (isDead)
                throw new IOException("simulated: the machine has stopped");
            if (isOpen)
                return;
            permits--;
            Monitor.PulseAll(gate);
        }
    }

    public void Open()
    {
        lock (gate)
        {
            isOpen = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Closes the gate, and waits until the log's thread is held by it or has nothing to do.</summary>
    public void Close(Func<bool> isIdle)
    {
        lock (gate)
        {
            isOpen = false;
            Await(isIdle);
        }
    }

    /// <summary>Lets one call pass, if there is or will be one.</summary>
    public void Step(Func<bool> isIdle)
    {
        lock (gate)
        {
            if (!Await(isIdle))
                return;
            permits = 1;
            Monitor.PulseAll(gate);
            while (permits > 0)
                Monitor.Wait(gate);
            Await(isIdle);
        }
    }

    /// <summary>Makes every call fail from now on.</summary>
    public void Kill()
    {
        lock (gate)
        {
            isDead = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool Await(Func<bool> isIdle)
    {
        while (blocked == 0 && !isIdle())
            Monitor.Wait(gate, 1);
        return blocked > 0;
    }
}
