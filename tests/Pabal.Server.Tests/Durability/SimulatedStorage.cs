using Pabal.Engine;
using Pabal.Storage;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Server.Tests.Durability;

/// <summary>Brokers on a device that does what a test wants.</summary>
internal static class SimulatedStorage
{
    private const long PlentyOfMemory = 1024 * 1024 * 1024;

    public static Task<PabalBroker> StartAsync(
        SimulatedDevice device,
        long diskFreeLimit = 0,
        TimeProvider? time = null,
        long memoryLimit = PlentyOfMemory,
        int fileOctets = 1024 * 1024)
    {
        var options = new PabalOptions();
        options.Amqp.Port = 0;
        return PabalBroker.StartAsync(
            options,
            (_, observer) => new Broker(
                device, new LogOptions { FileOctets = fileOctets }, memoryLimit, observer, diskFreeLimit: diskFreeLimit, time: time),
            time: time);
    }
}
