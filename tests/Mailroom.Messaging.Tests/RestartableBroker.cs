using Pabal.Server;

namespace Mailroom.Messaging.Tests;

/// <summary>A broker that can go away and come back with the same port and data.</summary>
public sealed class RestartableBroker : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("mailroom-broker-");
    private readonly int? maxMessageBytes;
    private PabalBroker? broker;
    private int port;

    private RestartableBroker(int? maxMessageBytes) => this.maxMessageBytes = maxMessageBytes;

    public string Uri => $"amqp://guest:guest@127.0.0.1:{port}";

    public BrokerOptions Options => new()
    {
        Uri = Uri,
        MinBackOff = TimeSpan.FromMilliseconds(10),
        MaxBackOff = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromSeconds(10),
    };

    public static async Task<RestartableBroker> StartAsync(int? maxMessageBytes = null)
    {
        var started = new RestartableBroker(maxMessageBytes);
        await started.ResumeAsync();
        return started;
    }

    public async Task StopAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        broker = null;
    }

    public async Task ResumeAsync()
    {
        broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = port;
            options.Amqp.MaxMessageSize = maxMessageBytes ?? options.Amqp.MaxMessageSize;
            options.DataDirectory = data.FullName;
            options.DiskFreeLimit = 0;
        });
        port = broker.AmqpEndPoint.Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        data.Delete(recursive: true);
    }
}
