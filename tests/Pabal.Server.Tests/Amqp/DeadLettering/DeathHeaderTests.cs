using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>What a client sees of a message that has been dead-lettered, the same here and at RabbitMQ 3.10.</summary>
public sealed class DeathHeaderTests(BrokerFixture fixture) : DeadLetterTest(fixture)
{
    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task DeadLetter_OfARejectedMessage_SaysWhereItDied(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client);
        client.Publish("", Source, "body", new BasicProperties { Headers = Table(("z", "s"), ("a", 1)), Priority = 3, MessageId = "m", Expiration = "100000" });

        await RejectAsync(client, Source);
        var dead = await TakeAsync(client, Target);

        (dead.Body, dead.Exchange, dead.RoutingKey, dead.Redelivered).ShouldBe(("body", "", Target, false));
        (dead.Properties.Priority, dead.Properties.MessageId, dead.Properties.Expiration).ShouldBe(((byte)3, "m", null));
        HeadersOf(dead).ShouldBe(
            "{a=I1 x-death=[{count=l1 reason='rejected' queue='source' time=now exchange='' "
            + "routing-keys=['source'] original-expiration='100000'}] x-first-death-exchange='' "
            + "x-first-death-queue='source' x-first-death-reason='rejected' z='s'}");
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task DeadLetter_ThatDiesAgain_HasItsLastDeathFirst(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client);
        await DeclareAsync(client, Named("first"), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", Source));
        client.Publish("", Named("first"), "m");

        await RejectAsync(client, Named("first"));
        await RejectAsync(client, Source);
        var dead = await TakeAsync(client, Target);

        HeadersOf(dead).ShouldBe(
            "{x-death=[{count=l1 exchange='' queue='source' reason='rejected' routing-keys=['source'] time=now} "
            + "{count=l1 reason='rejected' queue='first' time=now exchange='' routing-keys=['first']}] "
            + "x-first-death-exchange='' x-first-death-queue='first' x-first-death-reason='rejected'}");
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task DeadLetter_ToItsOwnQueueRejectedAgainAndAgain_RaisesTheCount(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareAsync(client, Source, ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", Source));
        client.Publish("", Source, "m");

        for (var i = 0; i < 3; i++)
            await RejectAsync(client, Source);
        var dead = await TakeAsync(client, Source);

        HeadersOf(dead).ShouldBe(
            "{x-death=[{count=l3 exchange='' queue='source' reason='rejected' routing-keys=['source'] time=now}] "
            + "x-first-death-exchange='' x-first-death-queue='source' x-first-death-reason='rejected'}");
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task DeadLetter_WithFurtherKeysOfTheSender_GoesByThemUnlessItGetsAnother(string broker)
    {
        await using var client = await OpenAsync(broker);
        await client.DeclareAsync(Target);
        await DeclareAsync(client, Source, ("x-dead-letter-exchange", ""));
        await DeclareAsync(client, Named("key"), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", Target));
        var keys = FieldValue.Array([FieldValue.String(Target)]);
        client.Publish("", Source, "kept", new BasicProperties { Headers = Table(("CC", keys)) });
        (await TakeAsync(client, Target, noAck: true)).Body.ShouldBe("kept");

        await RejectAsync(client, Source);
        var kept = await TakeAsync(client, Target);
        client.Publish("", Named("key"), "removed", new BasicProperties { Headers = Table(("CC", FieldValue.Array([FieldValue.String("x")]))) });
        await RejectAsync(client, Named("key"));
        var removed = await TakeAsync(client, Target);

        (kept.RoutingKey, removed.RoutingKey).ShouldBe((Source, Target));
        HeadersOf(kept).ShouldStartWith(
            "{CC=['target'] x-death=[{count=l1 reason='rejected' queue='source' time=now exchange='' "
            + "routing-keys=['source' 'target']}]");
        HeadersOf(removed).ShouldStartWith(
            "{x-death=[{count=l1 reason='rejected' queue='key' time=now exchange='' routing-keys=['key' 'x']}]");
    }

    [Theory]
    [InlineData("string", "{x-death=[{count=l1 reason='rejected' queue='source' time=now exchange='' routing-keys=['source']}]}")]
    [InlineData("empty", "{x-death=[{count=l1 exchange='' queue='source' reason='rejected' routing-keys=['source'] time=now}]}")]
    [InlineData("bare", "{x-death=[{count=l1 queue='source' reason='rejected'}]}")]
    public async Task DeadLetter_WithAHeaderOfTheClientsOwn_IsTakenAtItsWord(string kind, string expected)
    {
        var bare = FieldValue.Table(Table(("reason", "rejected"), ("queue", Source)));
        var own = kind == "string" ? FieldValue.String("abc") : FieldValue.Array(kind == "empty" ? [] : [bare]);
        foreach (var broker in Brokers())
        {
            await using var client = await OpenAsync(broker);
            await DeclareSourceAsync(client);
            client.Publish("", Source, "m", new BasicProperties { Headers = Table(("x-death", own)) });

            await RejectAsync(client, Source);

            HeadersOf(await TakeAsync(client, Target)).ShouldBe(expected);
        }
    }
}
