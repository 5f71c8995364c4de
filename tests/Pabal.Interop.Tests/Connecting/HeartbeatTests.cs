using Pabal.Server;

namespace Pabal.Interop.Tests.Connecting;

public class HeartbeatTests
{
    [Fact]
    public async Task Connection_ThatIsSilentForTwoIntervals_IsCut()
    {
        var time = new ManualTime();
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0, time: time);
        await using var connection = await ConnectAsync(broker, heartbeatSeconds: 60);
        var closed = connection.WhenClosed();
        // The client doesn't wait for connection.open-ok; a channel that is open shows that the handshake is over.
        await connection.CreateChannelAsync();

        time.Advance(TimeSpan.FromSeconds(119));
        await using (await connection.CreateChannelAsync())
            connection.IsOpen.ShouldBeTrue();
        closed.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(122));

        (await closed).Initiator.ShouldBe(ShutdownInitiator.Library);
    }

    [Fact]
    public async Task Connection_WithHeartbeatsOnly_Lives()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await ConnectAsync(broker, heartbeatSeconds: 2);
        var closed = connection.WhenClosed();

        // Both sides give up after two silent intervals, so more than two show that both hear the other.
        var first = await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(6.5)));

        first.ShouldNotBe(closed);
        connection.IsOpen.ShouldBeTrue();
    }

    private static Task<IConnection> ConnectAsync(PabalBroker broker, int heartbeatSeconds) =>
        new ConnectionFactory
        {
            Uri = broker.AmqpUri,
            RequestedHeartbeat = TimeSpan.FromSeconds(heartbeatSeconds),
            AutomaticRecoveryEnabled = false,
        }.CreateConnectionAsync();
}
