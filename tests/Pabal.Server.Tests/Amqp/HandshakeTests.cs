using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>From the protocol header to connection.open-ok (AMQP 0-9-1 §2.2.4, §4.2.2).</summary>
public sealed class HandshakeTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Theory]
    [InlineData("AMQP\0\u0001\0\0")]
    [InlineData("AMQP\u0001\u0001\0\u0009")]
    [InlineData("AMQP\u0003\u0001\0\0")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("X")]
    public async Task ProtocolHeader_ThatIsNot091_IsAnsweredByTheRightOneAndTheEnd(string greeting)
    {
        await using var client = await AmqpTestClient.ConnectAsync(fixture.Port);

        client.Send(System.Text.Encoding.Latin1.GetBytes(greeting));

        (await client.ReadToEndAsync()).ShouldBe(ProtocolHeader.Octets.ToArray());
    }

    [Fact]
    public async Task Start_OfTheBroker_OffersMechanismsAndCapabilities()
    {
        await using var client = await AmqpTestClient.ConnectAsync(fixture.Port);

        var start = await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);

        (start.VersionMajor, start.VersionMinor, start.Mechanisms).ShouldBe(((byte)0, (byte)9, "PLAIN AMQPLAIN"));
        start.ServerProperties.TryGet("capabilities", out var capabilities).ShouldBeTrue();
        capabilities.AsTable.TryGet("basic.nack", out var nack).ShouldBeTrue();
        nack.AsBoolean.ShouldBeTrue();
    }

    [Fact]
    public async Task StartOk_WithoutResponse_IsAskedForItBySecure()
    {
        await using var client = await AmqpTestClient.ConnectAsync(fixture.Port);
        await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);

        await client.Send(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", [], "en_US")).ExpectAsync<ConnectionSecure>(0);
        client.Send(0, new ConnectionSecureOk("\0guest\0guest"u8.ToArray()));

        (await client.ExpectAsync<ConnectionTune>(0)).FrameMax.ShouldBe(131072u);
    }

    [Fact]
    public async Task Session_SentOctetByOctet_IsUnderstood()
    {
        using var session = new MemoryStream();
        session.Write(ProtocolHeader.Octets);
        session.Write(TestFrames.Method(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", "\0guest\0guest"u8.ToArray(), "en_US")));
        session.Write(TestFrames.Method(0, new ConnectionTuneOk(10, 4096, 0)));
        session.Write(TestFrames.Method(0, new ConnectionOpen("/")));
        session.Write(TestFrames.Method(1, default(ChannelOpen)));
        session.Write(TestFrames.Method(1, new QueueDeclare("bytewise", false, false, true, false, false, FieldTable.Empty)));
        session.Write(TestFrames.Publish("", "bytewise", new byte[5000], new() { MessageId = "m" }));
        session.Write(TestFrames.Method(1, new BasicGet("bytewise", true)));
        await using var client = await AmqpTestClient.ConnectAsync(fixture.Port);

        foreach (var octet in session.ToArray())
            client.Send([octet]);

        await client.ExpectAsync<ConnectionStart>(0);
        await client.ExpectAsync<ConnectionTune>(0);
        await client.ExpectAsync<ConnectionOpenOk>(0);
        await client.ExpectAsync<ChannelOpenOk>();
        await client.ExpectAsync<QueueDeclareOk>();
        var message = await client.ExpectMessageAsync(AmqpMethodId.BasicGetOk);
        (message.Octets.Length, message.BodyFrames, message.Properties.MessageId).ShouldBe((5000, 2, "m"));
    }

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredAndEnds()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);

        await client.Send(0, new ConnectionClose(ReplyCode.Success, "bye", AmqpMethodId.None)).ExpectAsync<ConnectionCloseOk>(0);

        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Frames_AfterClose_AreIgnored()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await using var other = await AmqpTestClient.OpenAsync(fixture.Port);

        client.Send(0, new ConnectionClose(ReplyCode.Success, "bye", AmqpMethodId.None))
            .Send(1, new QueueDeclare("too-late", false, false, false, true, false, FieldTable.Empty));

        await client.ExpectAsync<ConnectionCloseOk>(0);
        await client.ExpectEndAsync();
        other.Send(1, new QueueDeclare("too-late", Passive: true, false, false, false, false, FieldTable.Empty));
        (await other.ExpectErrorAsync()).ShouldContain("NOT_FOUND");
    }

    [Fact]
    public async Task Frames_AfterTheBrokersClose_AreIgnoredUntilCloseOk()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);

        client.Send(TestFrames.Method(1, 99, 1)).Send(1, new BasicQos(0, 1, false)).Send(TestFrames.Body("x"u8));
        (await client.ExpectErrorAsync()).ShouldStartWith("connection 503");
        client.Send(0, default(ConnectionCloseOk));

        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task BrokenFrame_AfterTheBrokersClose_EndsTheConnection(int kind)
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        byte[] broken = kind == 0 ? [1, 0, 1, 255, 255, 255, 255] : TestFrames.Any(1, 1, [0, 0, 0, 0], end: 0);

        client.Send([.. TestFrames.Method(1, 99, 1), .. broken]);
        (await client.ExpectErrorAsync()).ShouldStartWith("connection 503");

        await client.ExpectEndAsync();
        await (await AmqpTestClient.OpenAsync(fixture.Port)).DisposeAsync();
    }

    [Fact]
    public async Task Disposal_OfTheBroker_ClosesWith320()
    {
        var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);

        var disposal = broker.DisposeAsync();

        (await client.ExpectErrorAsync()).ShouldBe(
            "connection 320 (0,0) CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
        client.Send(0, default(ConnectionCloseOk));
        await client.ExpectEndAsync();
        await disposal;
    }

    [Fact]
    public async Task UpdateSecret_OfAnOpenConnection_IsAgreedTo()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);

        await client.Send(0, new ConnectionUpdateSecret("guest"u8.ToArray(), "rotation")).ExpectAsync<ConnectionUpdateSecretOk>(0);
    }
}
