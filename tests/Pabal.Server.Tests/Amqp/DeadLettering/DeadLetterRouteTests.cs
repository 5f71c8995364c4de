using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>Where dead letters go, the same here and at RabbitMQ 3.10.</summary>
public sealed class DeadLetterRouteTests(BrokerFixture fixture) : DeadLetterTest(fixture)
{
    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task DeadLetter_ToAnInternalExchangeOrByAnAlternate_Arrives(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareExchangeAsync(client, Named("internal"), isInternal: true);
        await DeclareExchangeAsync(client, Named("direct"), "direct", alternate: Named("internal"));
        await DeclareSourceAsync(client, ("x-dead-letter-exchange", Named("direct")));
        await client.Send(1, new QueueBind(Target, Named("internal"), "", false, FieldTable.Empty)).ExpectAsync<QueueBindOk>();
        client.Publish("", Source, "m");

        await RejectAsync(client, Source);
        var dead = await TakeAsync(client, Target);

        (dead.Exchange, dead.RoutingKey).ShouldBe((Named("direct"), Target));
        client.Send(1, new ExchangeDelete(Named("direct"), false, true)).Send(1, new ExchangeDelete(Named("internal"), false, true));
        await client.ExpectNothingMoreAsync();
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Client_PublishingToTheInternalExchangeOfItsDeadLetters_IsStillRefused(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareExchangeAsync(client, Named("own"), isInternal: true);
        await DeclareSourceAsync(client, ("x-dead-letter-exchange", Named("own")));
        await client.Send(1, new QueueBind(Target, Named("own"), "", false, FieldTable.Empty)).ExpectAsync<QueueBindOk>();
        client.Publish("", Source, "m");
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        await RejectAsync(client, Source);
        await client.Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();
        await TakeAsync(client, Target);

        client.Publish(Named("own"), Target, "x");

        (await client.ExpectErrorAsync()).ShouldContain("403");
        await using var other = await OpenAsync(broker);
        await other.Send(1, new ExchangeDelete(Named("own"), false, false)).ExpectAsync<ExchangeDeleteOk>();
    }

    [Theory]
    [InlineData("dead-routes-missing")]
    [InlineData("amq.direct")]
    public async Task DeadLetter_ThatLeadsNowhere_IsDropped(string exchange)
    {
        foreach (var broker in Brokers())
        {
            await using var client = await OpenAsync(broker);
            await DeclareSourceAsync(client, ("x-dead-letter-exchange", exchange));
            client.Publish("", Source, "m");

            await RejectAsync(client, Source);

            client.Send(1, new QueueDelete(Source, false, IfEmpty: true, false));
            (await client.ExpectAsync<QueueDeleteOk>()).MessageCount.ShouldBe(0u);
        }
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Reject_InATransaction_DeadLettersWithTheCommit(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client);
        client.Publish("", Source, "1").Publish("", Source, "2");
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();

        await RejectAsync(client, Source);
        await client.Send(1, default(TxRollback)).ExpectAsync<TxRollbackOk>();
        await RejectAsync(client, Source);
        await client.Send(1, new BasicGet(Target, true)).ExpectAsync<BasicGetEmpty>();
        await client.Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();

        (await TakeAsync(client, Target)).Body.ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(Brokers))]
    public async Task Nack_OfMany_DeadLettersThemInOrder(string broker)
    {
        await using var client = await OpenAsync(broker);
        await DeclareSourceAsync(client);
        for (var i = 0; i < 600; i++)
            client.Publish("", Source, $"{i}");
        await client.ConsumeAsync(Source);
        for (var i = 0; i < 600; i++)
            await client.ExpectMessageAsync();

        client.Send(1, new BasicNack(600, Multiple: true, Requeue: false));

        for (var i = 0; i < 600; i++)
            (await TakeAsync(client, Target, noAck: true)).Body.ShouldBe($"{i}");
    }

    private static async Task DeclareExchangeAsync(
        AmqpTestClient client, string name, string type = "fanout", bool isInternal = false, string? alternate = null)
    {
        var arguments = alternate is null ? FieldTable.Empty : Table(("alternate-exchange", alternate));
        client.Send(1, new ExchangeDeclare(name, type, false, false, false, isInternal, false, arguments));
        await client.ExpectAsync<ExchangeDeclareOk>();
    }
}
