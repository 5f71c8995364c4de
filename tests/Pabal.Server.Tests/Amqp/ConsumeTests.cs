using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Consumers, prefetch, settling and returning (AMQP 0-9-1 §1.8, RabbitMQ's qos and nack).</summary>
public sealed class ConsumeTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Prefetch_PerConsumer_HoldsEachBackByItself()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new BasicQos(0, 1, false)).ExpectAsync<BasicQosOk>();
        await client.ConsumeAsync(queue, "a");
        await client.ConsumeAsync(queue, "b");

        client.Publish("", queue, "1").Publish("", queue, "2").Publish("", queue, "3");
        var first = await client.ExpectMessageAsync();
        var second = await client.ExpectMessageAsync();
        await client.ExpectNothingMoreAsync();
        client.Send(1, new BasicAck(second.Tag, false));
        var third = await client.ExpectMessageAsync();

        new[] { first.ConsumerTag, second.ConsumerTag }.ShouldBe(["a", "b"], ignoreOrder: true);
        third.ConsumerTag.ShouldBe(second.ConsumerTag);
    }

    [Fact]
    public async Task Prefetch_OfTheChannel_IsSharedByItsConsumers()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new BasicQos(0, 2, Global: true)).ExpectAsync<BasicQosOk>();
        await client.ConsumeAsync(queue, "a");
        await client.ConsumeAsync(queue, "b");
        client.Publish("", queue, "1").Publish("", queue, "2").Publish("", queue, "3").Publish("", queue, "4");
        await client.ExpectBodiesAsync("1", "2");
        await client.ExpectNothingMoreAsync();

        client.Send(1, new BasicAck(0, Multiple: true));
        await client.ExpectBodiesAsync("3", "4");
        client.Publish("", queue, "5");
        await client.ExpectNothingMoreAsync();

        await client.Send(1, new BasicQos(0, 0, Global: true)).ExpectAsync<BasicQosOk>();
        await client.ExpectBodiesAsync("5");
    }

    [Fact]
    public async Task Prefetch_ChangedAfterConsume_HoldsForLaterConsumersOnly()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue);
        await client.Send(1, new BasicQos(0, 1, false)).ExpectAsync<BasicQosOk>();

        client.Publish("", queue, "1").Publish("", queue, "2").Publish("", queue, "3");

        await client.ExpectBodiesAsync("1", "2", "3");
    }

    [Fact]
    public async Task MultipleAck_OfAMiddleTag_SettlesUpToIt()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue);
        client.Publish("", queue, "1").Publish("", queue, "2").Publish("", queue, "3");
        await client.ExpectBodiesAsync("1", "2", "3");

        client.Send(1, new BasicAck(2, Multiple: true));
        await client.Send(1, new BasicRecover(true)).ExpectAsync<BasicRecoverOk>();

        var again = await client.ExpectMessageAsync();
        (again.Body, again.Redelivered, again.Tag).ShouldBe(("3", true, 4ul));
        await client.ExpectNothingMoreAsync();
    }

    [Theory]
    [InlineData("nack")]
    [InlineData("reject")]
    [InlineData("recover")]
    [InlineData("close")]
    public async Task Messages_GivenBack_StandInTheirOldOrder(string how)
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await using var other = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await other.DeclareAsync($"order-{how}", exclusive: false);
        for (var i = 1; i <= 5; i++)
            other.Publish("", queue, $"{i}");
        await other.ExpectNothingMoreAsync();
        for (var i = 1; i <= 3; i++)
            (await client.GetAsync(queue, noAck: false)).Body.ShouldBe($"{i}");

        switch (how)
        {
            case "nack":
                client.Send(1, new BasicNack(0, Multiple: true, Requeue: true));
                break;
            case "reject":
                client.Send(1, new BasicReject(2, true)).Send(1, new BasicReject(1, true)).Send(1, new BasicReject(3, true));
                break;
            case "recover":
                client.Send(1, new BasicRecoverAsync(true));
                break;
            default:
                await client.Send(1, new ChannelClose(ReplyCode.Success, "", AmqpMethodId.None)).ExpectAsync<ChannelCloseOk>();
                await client.OpenChannelAsync(1);
                break;
        }
        await client.ExpectNothingMoreAsync();

        for (var i = 1; i <= 5; i++)
        {
            var message = await other.GetAsync(queue);
            (message.Body, message.Redelivered).ShouldBe(($"{i}", i <= 3));
        }
    }

    [Fact]
    public async Task Nack_WithoutRequeue_DropsAndFreesThePrefetch()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new BasicQos(0, 1, false)).ExpectAsync<BasicQosOk>();
        await client.ConsumeAsync(queue);
        client.Publish("", queue, "1").Publish("", queue, "2");
        await client.ExpectBodiesAsync("1");

        client.Send(1, new BasicNack(1, false, Requeue: false));

        await client.ExpectBodiesAsync("2");
    }

    [Fact]
    public async Task Cancel_OfAConsumer_LeavesItsUnsettledMessagesToSettle()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue, "t");
        client.Publish("", queue, "1");
        await client.ExpectBodiesAsync("1");

        await client.Send(1, new BasicCancel("t", false)).ExpectAsync<BasicCancelOk>();
        client.Publish("", queue, "2").Send(1, new BasicAck(1, false));
        await client.ExpectNothingMoreAsync();

        (await client.GetAsync(queue)).Body.ShouldBe("2");
        await client.ConsumeAsync(queue, "t");
    }

    [Fact]
    public async Task Deletion_OfTheQueue_CancelsItsConsumers()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await client.OpenChannelAsync(2);
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue, "t");

        client.Send(2, new QueueDelete(queue, false, false, false));

        (await client.ExpectAsync<BasicCancel>()).ConsumerTag.ShouldBe("t");
        await client.ExpectAsync<QueueDeleteOk>(2);
    }

    [Fact]
    public async Task Get_OfAFilledQueue_TellsHowManyAreLeft()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        client.Publish("", queue, "1").Publish("", queue, "2");

        var first = await client.GetAsync(queue, noAck: false);

        (first.Tag, first.MessageCount, first.Redelivered, first.Exchange, first.RoutingKey).ShouldBe((1ul, 1u, false, "", queue));
        await client.GetAsync(queue);
        await client.Send(1, new BasicGet(queue, true)).ExpectAsync<BasicGetEmpty>();
    }

    [Fact]
    public async Task Methods_WithNoWait_GetNoReply()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);

        client.Send(1, new QueueDeclare("no-wait", false, false, true, false, NoWait: true, FieldTable.Empty))
            .Send(1, new ExchangeDeclare("no-wait", "fanout", false, false, true, false, NoWait: true, FieldTable.Empty))
            .Send(1, new QueueBind("no-wait", "no-wait", "", NoWait: true, FieldTable.Empty))
            .Send(1, new ExchangeBind("no-wait", "amq.fanout", "", NoWait: true, FieldTable.Empty))
            .Send(1, new ExchangeUnbind("no-wait", "amq.fanout", "", NoWait: true, FieldTable.Empty))
            .Send(1, new BasicConsume("no-wait", "t", false, true, false, NoWait: true, FieldTable.Empty))
            .Send(1, new BasicCancel("t", NoWait: true))
            .Send(1, new QueuePurge("no-wait", NoWait: true))
            .Send(1, new QueueDelete("no-wait", false, false, NoWait: true))
            .Send(1, new ExchangeDelete("no-wait", false, NoWait: true))
            .Send(1, new ConfirmSelect(NoWait: true));

        await client.ExpectNothingMoreAsync();
    }
}
