using Pabal.Server;

namespace Pabal.Interop.Tests.Durability;

/// <summary>A broker with a data directory of its own, a connection and a channel, all of which restart together.</summary>
internal sealed class DurableBroker : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pabal-").FullName;
    private PabalBroker broker = null!;
    private IConnection connection = null!;

    private DurableBroker()
    {
    }

    public IChannel Channel { get; private set; } = null!;

    public static async Task<DurableBroker> StartAsync()
    {
        var started = new DurableBroker();
        await started.OpenAsync();
        return started;
    }

    /// <summary>Stops the broker in good order, and starts another on what it left.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>A channel of another connection, which ends with this one's broker.</summary>
    public async Task<IChannel> OpenOtherAsync() => await (await ConnectAsync()).CreateChannelAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task OpenAsync()
    {
        broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.DataDirectory = directory;
        });
        connection = await ConnectAsync();
        Channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
    }

    private Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = broker.AmqpUri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    private async Task CloseAsync()
    {
        await broker.DisposeAsync();
        await connection.DisposeAsync();
    }
}
