using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>basic.publish: content, returns, confirms, routing by headers and by the sender (AMQP 0-9-1 §1.8, RabbitMQ).</summary>
public sealed class PublishTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Theory]
    [InlineData(4096)]
    [InlineData(131072)]
    public async Task Message_OverManyFrames_ArrivesWhole(int frameMax)
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port, frameMax: frameMax);
        var queue = await client.DeclareAsync();
        var body = new byte[1_000_003];
        new Random(1).NextBytes(body);

        client.Send(TestFrames.Publish("", queue, body, maxPayload: client.MaxFramePayload));
        var message = await client.GetAsync(queue);

        message.Octets.SequenceEqual(body).ShouldBeTrue();
        message.BodyFrames.ShouldBe((body.Length + frameMax - 9) / (frameMax - 8));
    }

    [Fact]
    public async Task Body_InFramesOfEveryLength_ArrivesWhole()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();

        for (var piece = 1; piece <= 21; piece++)
            client.Send(TestFrames.Publish("", queue, "abcdefghijklmnopqrstu"u8, maxPayload: piece));

        for (var piece = 1; piece <= 21; piece++)
            (await client.GetAsync(queue)).Body.ShouldBe("abcdefghijklmnopqrstu");
    }

    [Fact]
    public async Task Contents_OnTwoChannels_MayBeInterleaved()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await client.OpenChannelAsync(2);
        var queue = await client.DeclareAsync();

        client.Send(TestFrames.BasicPublish("", queue)).Send(TestFrames.BasicPublish("", queue, channel: 2))
            .Send(TestFrames.Header(2, channel: 2)).Send(TestFrames.Header(2))
            .Send(TestFrames.Body("1"u8)).Send(TestFrames.Body("2"u8, 2)).Send(TestFrames.Body("B"u8, 2)).Send(TestFrames.Body("A"u8));

        await client.ExpectNothingMoreAsync(2);
        (await client.GetAsync(queue)).Body.ShouldBe("2B");
        (await client.GetAsync(queue)).Body.ShouldBe("1A");
    }

    [Fact]
    public async Task Properties_OfAMessage_ArriveUnchanged()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        var headers = new FieldTable();
        headers.Set("n", FieldValue.Int64(long.MinValue));
        client.Publish("", queue, "", new BasicProperties
        {
            ContentType = "a/b",
            ContentEncoding = "c",
            Headers = headers,
            DeliveryMode = 2,
            Priority = 9,
            CorrelationId = "d",
            ReplyTo = "e",
            Expiration = "60000",
            MessageId = "f",
            Timestamp = 7,
            Type = "g",
            UserId = "guest",
            AppId = "h",
            ClusterId = "i",
        });

        var got = (await client.GetAsync(queue)).Properties;

        (got.ContentType, got.ContentEncoding, got.DeliveryMode, got.Priority, got.CorrelationId, got.ReplyTo)
            .ShouldBe(("a/b", "c", (byte)2, (byte)9, "d", "e"));
        (got.Expiration, got.MessageId, got.Timestamp, got.Type, got.UserId, got.AppId, got.ClusterId)
            .ShouldBe(("60000", "f", 7ul, "g", "guest", "h", "i"));
        got.Headers.ShouldBe(headers);
    }

    [Fact]
    public async Task MandatoryMessage_ThatNoQueueTakes_IsReturnedBeforeItsConfirm()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await client.Send(1, new ConfirmSelect(false)).ExpectAsync<ConfirmSelectOk>();

        client.Publish("", "nowhere", "back", new() { MessageId = "m" }, mandatory: true);

        var returned = await client.ExpectMessageAsync(AmqpMethodId.BasicReturn);
        (returned.ReplyText, returned.Exchange, returned.RoutingKey, returned.Body, returned.Properties.MessageId)
            .ShouldBe(("312 NO_ROUTE", "", "nowhere", "back", "m"));
        (await client.ExpectAsync<BasicAck>()).DeliveryTag.ShouldBe(1ul);
    }

    [Fact]
    public async Task Confirms_OfManyMessages_CoverEachOnce()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new ConfirmSelect(false)).ExpectAsync<ConfirmSelectOk>();

        for (var i = 0; i < 1000; i++)
            client.Publish("", queue, "m");

        ulong confirmed = 0;
        while (confirmed < 1000)
        {
            var ack = await client.ExpectAsync<BasicAck>();
            ack.DeliveryTag.ShouldBeGreaterThan(confirmed);
            (ack.Multiple || ack.DeliveryTag == confirmed + 1).ShouldBeTrue();
            confirmed = ack.DeliveryTag;
        }
        confirmed.ShouldBe(1000ul);
        await client.ExpectNothingMoreAsync();
    }

    [Fact]
    public async Task Message_WithCcAndBcc_GoesToAllKeysOnceAndShowsCcOnly()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queues = new[] { await client.DeclareAsync(), await client.DeclareAsync(), await client.DeclareAsync() };
        var headers = new FieldTable();
        headers.Set("CC", FieldValue.Array([FieldValue.String(queues[1]), FieldValue.String(queues[0])]));
        headers.Set("BCC", FieldValue.Array([FieldValue.String(queues[2])]));

        client.Publish("", queues[0], "m", new() { Headers = headers });

        foreach (var queue in queues)
        {
            var message = await client.GetAsync(queue);
            (message.RoutingKey, message.MessageCount).ShouldBe((queues[0], 0u));
            message.Properties.Headers!.TryGet("CC", out _).ShouldBeTrue();
            message.Properties.Headers.TryGet("BCC", out _).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task HeadersExchange_WithAllAndAny_RoutesByHeaders()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var all = await client.DeclareAsync();
        var any = await client.DeclareAsync();
        await BindAsync(client, all, "all");
        await BindAsync(client, any, "any");

        client.Publish("amq.headers", "", "one", new() { Headers = Headers(("a", 1)) })
            .Publish("amq.headers", "", "both", new() { Headers = Headers(("a", 1), ("b", 2)) })
            .Publish("amq.headers", "", "none", new() { Headers = Headers(("a", 9)) }).Publish("amq.headers", "", "bare");

        (await client.GetAsync(any)).Body.ShouldBe("one");
        (await client.GetAsync(any)).Body.ShouldBe("both");
        (await client.GetAsync(all)).Body.ShouldBe("both");
        await client.Send(1, new BasicGet(all, true)).Send(1, new BasicGet(any, true)).ExpectAsync<BasicGetEmpty>();
        await client.ExpectAsync<BasicGetEmpty>();
    }

    [Fact]
    public async Task Reply_ToADirectReplyAddress_ReachesTheRequester()
    {
        await using var requester = await AmqpTestClient.OpenAsync(fixture.Port);
        await using var responder = await AmqpTestClient.OpenAsync(fixture.Port);
        var requests = await responder.DeclareAsync("requests", exclusive: false);
        await requester.ConsumeAsync("amq.rabbitmq.reply-to", noAck: true);

        requester.Publish("", requests, "question", new() { ReplyTo = "amq.rabbitmq.reply-to" });
        await requester.ExpectNothingMoreAsync();
        var address = (await responder.GetAsync(requests)).Properties.ReplyTo!;
        address.ShouldStartWith("amq.rabbitmq.reply-to.");
        responder.Send(1, new QueueDeclare(address, Passive: true, false, false, false, false, FieldTable.Empty));
        (await responder.ExpectAsync<QueueDeclareOk>()).ConsumerCount.ShouldBe(1u);
        responder.Publish("", address, "answer");

        (await requester.ExpectMessageAsync()).Body.ShouldBe("answer");
    }

    private static async Task BindAsync(AmqpTestClient client, string queue, string match)
    {
        var arguments = Headers(("a", 1), ("b", 2));
        arguments.Set("x-match", FieldValue.String(match));
        await client.Send(1, new QueueBind(queue, "amq.headers", "", false, arguments)).ExpectAsync<QueueBindOk>();
    }

    private static FieldTable Headers(params (string Name, int Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
            table.Set(name, FieldValue.Int32(value));
        return table;
    }
}
