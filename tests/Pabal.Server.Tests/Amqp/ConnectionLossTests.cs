using System.Net.Sockets;
using RabbitMQ.Client;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Connections that are lost while the broker sends them much, beside ones that are not.</summary>
public class ConnectionLossTests
{
    [Fact]
    public async Task Loss_WhileLargeAndSmallMessagesAreSent_LosesNoMessage()
    {
        const int Messages = 60;
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await Factory(broker).CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("q", exclusive: false, autoDelete: false);
        for (var i = 0; i < Messages; i++)
            await channel.BasicPublishAsync("", "q", new byte[i % 2 == 0 ? 700_000 : 100]);
        for (var round = 0; round < 40; round++)
            await LoseAsync(broker, new Random(round));

        await Eventually.TrueAsync(
            async () => (await channel.QueueDeclarePassiveAsync("q")).MessageCount == Messages, "all messages are back");
        for (var i = 0; i < Messages; i++)
        {
            var got = await channel.BasicGetAsync("q", autoAck: true);
            got!.Body.Length.ShouldBe(i % 2 == 0 ? 700_000 : 100, $"message {i}");
        }
    }

    /// <summary>Consumes, and cuts the socket after a while that differs from seed to seed.</summary>
    private static async Task LoseAsync(PabalBroker broker, Random random)
    {
        Socket? socket = null;
        var factory = Factory(broker);
        factory.AutomaticRecoveryEnabled = false;
        factory.SocketFactory = family => new TcpClientAdapter(socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp));
        await using var connection = await factory.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var wanted = random.Next(1, 12);
        var enough = new TaskCompletionSource();
        await channel.BasicConsumeAsync("q", autoAck: false, new Counter(channel, wanted, enough));
        await enough.Task.WithinDeadline();
        socket!.LingerState = new LingerOption(random.Next(2) == 0, 0);
        socket.Dispose();
    }

    private static ConnectionFactory Factory(PabalBroker broker) => new() { Uri = broker.AmqpUri, RequestedHeartbeat = TimeSpan.Zero };

    private sealed class Counter(IChannel channel, int wanted, TaskCompletionSource enough) : AsyncDefaultBasicConsumer(channel)
    {
        private int count;

        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            if (++count == wanted)
                enough.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
