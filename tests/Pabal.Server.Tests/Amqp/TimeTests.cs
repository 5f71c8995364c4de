using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Heartbeats (AMQP 0-9-1 §4.2.7) and the deadlines of the handshake and of closing, by an injected clock.</summary>
public sealed class TimeTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private PabalBroker broker = null!;

    private int Port => broker.AmqpEndPoint.Port;

    public async ValueTask InitializeAsync() =>
        broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0, time: time);

    public ValueTask DisposeAsync()
    {
        var disposal = broker.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        return disposal;
    }

    [Fact]
    public async Task Broker_WithNothingToSay_SendsHeartbeats()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port, heartbeatSeconds: 600);
        var reading = client.ReadAsync();

        // Step by step: the broker may note only after the client has read it that its last reply was sent.
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return reading.IsCompleted;
            },
            "a heartbeat should come");

        (await reading)!.Type.ShouldBe(FrameType.Heartbeat);
    }

    [Fact]
    public async Task Client_SilentForTwoIntervals_IsCut()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port, heartbeatSeconds: 10);

        time.Advance(TimeSpan.FromSeconds(21));

        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Client_SendingHeartbeats_StaysConnected()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port, heartbeatSeconds: 10);

        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            client.Send(Frame.Heartbeat);
            (await client.OutcomeAsync()).ShouldBe("ok");
        }
    }

    [Fact]
    public async Task Client_WithoutHeartbeats_MayBeSilent()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port, heartbeatSeconds: 0);

        time.Advance(TimeSpan.FromHours(1));

        await client.ExpectNothingMoreAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AMQ")]
    [InlineData("AMQP\0\0\u0009\u0001")]
    public async Task Client_ThatDoesNotFinishTheHandshake_IsCut(string greeting)
    {
        await using var client = await AmqpTestClient.ConnectAsync(Port);
        client.Send(System.Text.Encoding.Latin1.GetBytes(greeting));
        if (greeting.Length == 8)
            await client.ExpectAsync<ConnectionStart>(0);

        // The broker notices a connection some time after the client does, and its deadline begins then.
        var ended = client.ReadToEndAsync();
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(11));
                return ended.IsCompleted;
            },
            "the connection should have been cut");
    }

    [Fact]
    public async Task Client_SendingTheHandshakeSlowly_IsCut()
    {
        await using var client = await AmqpTestClient.ConnectAsync(Port);
        var ended = client.ReadToEndAsync();

        foreach (var octet in new byte[] { (byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1, 1, 0, 0, 0, 0 })
        {
            client.Send([octet]);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return ended.IsCompleted;
            },
            "the connection should have been cut");
    }

    [Fact]
    public async Task Client_ThatDoesNotAnswerClose_IsCut()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port);
        client.Send(TestFrames.Method(1, 99, 1));
        (await client.ExpectErrorAsync()).ShouldStartWith("connection 503");

        time.Advance(TimeSpan.FromSeconds(6));

        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Client_ThatEndsItsHalf_IsLetGoWithItsQueues()
    {
        await using var client = await AmqpTestClient.OpenAsync(Port);
        client.Send(1, new QueueDeclare("half-open", false, false, true, false, false, FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>();

        client.ShutdownSend();

        await client.ExpectEndAsync();
        broker.Engine.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        await Wait.UntilAsync(() => !host.HasQueue("half-open"), "the exclusive queue should be gone");
    }
}
