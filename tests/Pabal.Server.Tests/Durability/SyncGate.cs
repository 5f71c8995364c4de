using Pabal.Storage.Tests.Devices;

namespace Pabal.Server.Tests.Durability;

/// <summary>Stops a device in its syncs, until the test lets it go on.</summary>
internal sealed class SyncGate : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SimulatedDevice device;
    private readonly ManualResetEventSlim open = new(initialState: true);
    private int arrivals;

    public SyncGate(SimulatedDevice device)
    {
        this.device = device;
        device.Faults.Before = call =>
        {
            if (call != DeviceCall.Sync || open.IsSet)
                return;
            Interlocked.Increment(ref arrivals);
            open.Wait(Deadline);
        };
    }

    public void Close() => open.Reset();

    /// <summary>Waits until the device was asked to sync since it was stopped, so that what follows is in a later batch.</summary>
    public Task WhenReachedAsync() => Amqp.Wait.UntilAsync(() => Volatile.Read(ref arrivals) > 0, "the device syncs");

    public void Open() => open.Set();

    /// <summary>Makes the sync that waits fail, and all after it.</summary>
    public void Fail()
    {
        device.Faults.FailAt(DeviceCall.Sync, 1);
        open.Set();
    }

    public void Dispose() => open.Set();
}
