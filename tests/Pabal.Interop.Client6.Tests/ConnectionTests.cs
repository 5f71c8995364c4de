using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Client6.Tests;

public class ConnectionTests : BrokerTest
{
    [Fact]
    public void Login_WithAWrongPassword_IsAnAuthenticationFailure()
    {
        var factory = CreateFactory(factory => factory.Password = "wrong");

        Should.Throw<BrokerUnreachableException>(() => factory.CreateConnection())
            .InnerException.ShouldBeOfType<AuthenticationFailureException>();
    }

    [Fact]
    public void Open_OfAnUnknownVirtualHost_IsRefusedWith530()
    {
        var factory = CreateFactory(factory => factory.VirtualHost = "nowhere");

        var reason = Should.Throw<BrokerUnreachableException>(() => factory.CreateConnection())
            .InnerException.ShouldBeOfType<OperationInterruptedException>().ShutdownReason;

        (reason.ReplyCode, reason.ReplyText).ShouldBe(((ushort)530, "NOT_ALLOWED - vhost nowhere not found"));
    }

    [Fact]
    public void Limits_WithLowerWishes_AreTheClients()
    {
        var connection = Connect(factory =>
        {
            factory.RequestedChannelMax = 3;
            factory.RequestedFrameMax = 4096;
            factory.RequestedHeartbeat = TimeSpan.FromSeconds(9);
        });

        (connection.ChannelMax, connection.FrameMax, connection.Heartbeat)
            .ShouldBe(((ushort)3, 4096u, TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public async Task Close_OfTheBroker_TellsTheClient()
    {
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        Connection.ConnectionShutdown += (_, reason) => closed.TrySetResult(reason);

        await Broker.DisposeAsync();

        var reason = await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        (reason.Initiator, (int)reason.ReplyCode).ShouldBe((ShutdownInitiator.Peer, 320));
    }

    [Fact]
    public void ChannelError_TellsCodeAndTextAndSparesTheConnection()
    {
        Refusal(() => Connection.CreateModel().QueueDeclarePassive("missing"))
            .ShouldBe((404, "NOT_FOUND - no queue 'missing' in vhost '/'"));
        Refusal(() => Connection.CreateModel().ExchangeDelete("amq.topic"))
            .ShouldBe((403, "ACCESS_REFUSED - deletion of system exchange 'amq.topic' in vhost '/' not allowed"));
        Channel.QueueDeclare("mine");
        Refusal(() => Connect().CreateModel().QueueDeclarePassive("mine")).Code.ShouldBe(405);
        Refusal(() => Connection.CreateModel().QueueDeclare("mine", exclusive: true, autoDelete: false)).Code.ShouldBe(406);

        Connection.IsOpen.ShouldBeTrue();
    }
}
