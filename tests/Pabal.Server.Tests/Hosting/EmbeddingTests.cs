using System.Net.Sockets;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Server.Tests.Hosting;

public class EmbeddingTests
{
    [Fact]
    public async Task Start_OnPortZero_ServesClientsAtItsUri()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        broker.AmqpUri.ShouldBe(new Uri($"amqp://127.0.0.1:{broker.AmqpEndPoint.Port}"));
        await EchoAsync(broker.AmqpUri);
    }

    [Fact]
    public async Task SeveralBrokers_InOneProcess_ShareNothing()
    {
        await using var one = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var two = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var connection = await new ConnectionFactory { Uri = one.AmqpUri }.CreateConnectionAsync();
        await using var other = await new ConnectionFactory { Uri = two.AmqpUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("orders", exclusive: false);

        var missing = await Should.ThrowAsync<OperationInterruptedException>(
            async () => await (await other.CreateChannelAsync()).QueueDeclarePassiveAsync("orders"));

        missing.ShutdownReason.ShouldNotBeNull().ReplyCode.ShouldBe((ushort)404);
        await two.DisposeAsync();
        await EchoAsync(one.AmqpUri);
    }

    [Fact]
    public async Task Start_OnAPortInUse_ThrowsAndDisturbsNobody()
    {
        await using var first = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        await Should.ThrowAsync<SocketException>(
            async () => await PabalBroker.StartAsync(options => options.Amqp.Port = first.AmqpEndPoint.Port));

        await EchoAsync(first.AmqpUri);
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_ThrowsAndDisturbsNobody()
    {
        var directory = Directory.CreateTempSubdirectory("pabal-").FullName;
        await using (var first = await PabalBroker.StartAsync(Configure))
        {
            (await Should.ThrowAsync<IOException>(async () => await PabalBroker.StartAsync(Configure)))
                .Message.ShouldContain($"'{directory}' is in use");

            await EchoAsync(first.AmqpUri);
        }
        await using (var next = await PabalBroker.StartAsync(Configure))
            await EchoAsync(next.AmqpUri);
        Directory.Delete(directory, recursive: true);

        void Configure(PabalOptions options)
        {
            options.Amqp.Port = 0;
            options.DataDirectory = directory;
        }
    }

    [Fact]
    public async Task DefaultUser_IsTheOneThatWasConfigured()
    {
        await using var broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.DefaultUser = "shop";
            options.DefaultPassword = "secret";
        });
        var factory = new ConnectionFactory { Uri = broker.AmqpUri };

        await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync());
        (factory.UserName, factory.Password) = ("shop", "secret");
        await using var connection = await factory.CreateConnectionAsync();

        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

        await broker.DisposeAsync();
        await broker.DisposeAsync();
    }

    /// <summary>Sends a message through the broker and back.</summary>
    internal static async Task EchoAsync(Uri uri)
    {
        await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        string queue = await channel.QueueDeclareAsync();
        await channel.BasicPublishAsync("", queue, "echo"u8.ToArray());
        var result = (await channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull();
        Encoding.UTF8.GetString(result.Body.Span).ShouldBe("echo");
    }
}
