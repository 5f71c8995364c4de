using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>x-delivery-limit and x-delivery-count of quorum queues, the same here and at RabbitMQ 3.10.</summary>
public sealed class DeliveryCountTests(BrokerFixture fixture) : DeadLetterTest(fixture)
{
    private const string Counting = "delivery-count-queue";

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Get_FromAQuorumQueue_SaysHowOftenTheMessageCameBack(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client, Counting, ("x-queue-type", "quorum"), ("x-delivery-limit", 2));
        client.Publish("", Counting, "m", new BasicProperties { Headers = Table(("z", 1), ("x-delivery-count", 77)) });

        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var message = await TakeAsync(client, Counting);
            seen.Add($"{message.Redelivered} {HeaderText.Of(message.Properties.Headers)}");
            client.Send(1, new BasicNack(message.Tag, false, Requeue: true));
        }
        var dead = await TakeAsync(client, Target);

        seen.ShouldBe(["False {x-delivery-count=l0 z=I1}", "True {x-delivery-count=l1 z=I1}", "True {x-delivery-count=l2 z=I1}"]);
        HeaderText.Of(dead.Properties.Headers).ShouldBe(
            "{x-death=[{count=l1 reason='delivery_limit' queue='delivery-count-queue' time=now exchange='' "
            + "routing-keys=['delivery-count-queue']}] x-delivery-count=I77 x-first-death-exchange='' "
            + "x-first-death-queue='delivery-count-queue' x-first-death-reason='delivery_limit' z=I1}");
        await DeleteAsync(client);
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Deliveries_FromAQuorumQueue_HaveTheHeaderFromTheSecondOn(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareAsync(client, Counting, ("x-queue-type", "quorum"));
        client.Publish("", Counting, "m");
        await client.ConsumeAsync(Counting);

        var seen = new List<string>();
        for (ulong i = 1; i <= 3; i++)
        {
            seen.Add(HeaderText.Of((await client.ExpectMessageAsync()).Properties.Headers));
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
        await DeclareAsync(client, Counting, ("x-queue-type", "quorum"));
        client.Publish("", Counting, "m");
        client.Send(1, new BasicReject((await TakeAsync(client, Counting)).Tag, Requeue: true));
        client.Send(1, new BasicNack((await TakeAsync(client, Counting)).Tag, false, Requeue: true));
        await TakeAsync(client, Counting);
        await client.Send(1, new BasicRecover(true)).ExpectAsync<BasicRecoverOk>();
        await using (var other = await OpenAsync(broker))
        {
            await TakeAsync(other, Counting);
            await other.Send(1, new ChannelClose((ReplyCode)200, "", default)).ExpectAsync<ChannelCloseOk>();
            await other.OpenChannelAsync(1);
            await TakeAsync(other, Counting);
        }

        var message = await TakeAsync(client, Counting);

        HeaderText.Of(message.Properties.Headers).ShouldBe("{x-delivery-count=l5}");
        await DeleteAsync(client);
    }

    [Fact]
    public async Task LargeMessage_ThatCameBack_ArrivesWholeWithTheHeader()
    {
        await using var client = await OpenAsync("pabal");
        await DeclareAsync(client, Counting, ("x-queue-type", "quorum"));
        var body = new string('x', 700_000);
        client.Publish("", Counting, body);
        await client.ConsumeAsync(Counting);
        client.Send(1, new BasicReject((await client.ExpectMessageAsync()).Tag, Requeue: true));

        var again = await client.ExpectMessageAsync();

        again.Body.ShouldBe(body);
        HeaderText.Of(again.Properties.Headers).ShouldBe("{x-delivery-count=l1}");
        await DeleteAsync(client);
    }

    private static async Task DeleteAsync(AmqpTestClient client)
    {
        client.Send(1, new QueueDelete(Counting, false, false, false));
        while (await client.ReadAsync() is { } frame && frame.Method != AmqpMethodId.QueueDeleteOk)
        {
            // What is delivered meanwhile is of no interest.
        }
    }
}
