using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>x-delivery-limit and x-delivery-count of quorum queues, the same here and at RabbitMQ 3.10.</summary>
public sealed class DeliveryCountTests(BrokerFixture fixture) : DeadLetterTest(fixture)
{
    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Get_FromAQuorumQueue_SaysHowOftenTheMessageCameBack(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client, ("x-queue-type", "quorum"), ("x-delivery-limit", 2));
        client.Publish("", Source, "m", new BasicProperties { Headers = Table(("z", 1), ("x-delivery-count", 77)) });

        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var message = await TakeAsync(client, Source);
            seen.Add($"{message.Redelivered} {HeadersOf(message)}");
            client.Send(1, new BasicNack(message.Tag, false, Requeue: true));
        }
        var dead = await TakeAsync(client, Target);

        seen.ShouldBe(["False {x-delivery-count=l0 z=I1}", "True {x-delivery-count=l1 z=I1}", "True {x-delivery-count=l2 z=I1}"]);
        HeadersOf(dead).ShouldBe(
            "{x-death=[{count=l1 reason='delivery_limit' queue='source' time=now exchange='' "
            + "routing-keys=['source']}] x-delivery-count=I77 x-first-death-exchange='' "
            + "x-first-death-queue='source' x-first-death-reason='delivery_limit' z=I1}");
        await DeleteAsync(client);
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Deliveries_FromAQuorumQueue_HaveTheHeaderFromTheSecondOn(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareAsync(client, Source, ("x-queue-type", "quorum"));
        client.Publish("", Source, "m");
        await client.ConsumeAsync(Source);

        var seen = new List<string>();
        for (ulong i = 1; i <= 3; i++)
        {
            seen.Add(HeadersOf(await client.ExpectMessageAsync()));
            client.Send(1, new BasicReject(i, Requeue: true));
        }
        (await client.ExpectMessageAsync()).Body.ShouldBe("m");

        seen.ShouldBe(["none", "{x-delivery-count=l1}", "{x-delivery-count=l2}"]);
        await DeleteAsync(client);
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Count_OfAMessage_RisesWhateverItCameBackBy(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareAsync(client, Source, ("x-queue-type", "quorum"));
        client.Publish("", Source, "m");
        client.Send(1, new BasicReject((await TakeAsync(client, Source)).Tag, Requeue: true));
        client.Send(1, new BasicNack((await TakeAsync(client, Source)).Tag, false, Requeue: true));
        await TakeAsync(client, Source);
        await client.Send(1, new BasicRecover(true)).ExpectAsync<BasicRecoverOk>();
        await using (var other = await OpenAsync(broker))
        {
            await TakeAsync(other, Source);
            await other.Send(1, new ChannelClose((ReplyCode)200, "", default)).ExpectAsync<ChannelCloseOk>();
            await other.OpenChannelAsync(1);
            await TakeAsync(other, Source);
        }

        var message = await TakeAsync(client, Source);

        HeadersOf(message).ShouldBe("{x-delivery-count=l5}");
        await DeleteAsync(client);
    }

    [Fact]
    public async Task LargeMessage_ThatCameBack_ArrivesWholeWithTheHeader()
    {
        await using var client = await OpenAsync("pabal");
        await DeclareAsync(client, Source, ("x-queue-type", "quorum"));
        var body = new string('x', 700_000);
        client.Publish("", Source, body);
        await client.ConsumeAsync(Source);
        client.Send(1, new BasicReject((await client.ExpectMessageAsync()).Tag, Requeue: true));

        var again = await client.ExpectMessageAsync();

        again.Body.ShouldBe(body);
        HeadersOf(again).ShouldBe("{x-delivery-count=l1}");
        await DeleteAsync(client);
    }

    private async Task DeleteAsync(AmqpTestClient client)
    {
        client.Send(1, new QueueDelete(Source, false, false, false));
        while (await client.ReadAsync() is { } frame && frame.Method != AmqpMethodId.QueueDeleteOk)
        {
            // What is delivered meanwhile is of no interest.
        }
    }
}
