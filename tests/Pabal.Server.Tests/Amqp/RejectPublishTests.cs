using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>What publishers are told of queues that refuse what they have no room for (x-overflow).</summary>
public sealed class RejectPublishTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Confirms_OfMoreThanThereIsRoomFor_AreAcksAndThenNacks()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await DeclareAsync(client, 3);
        var other = await client.DeclareAsync();
        await SelectConfirmsAsync(client);

        Publish(client, [queue, other, queue, other, queue, queue, other, other, queue, queue, other]);

        (await client.OutcomesAsync(11)).ShouldBe("+++++-++--+");
        await client.ExpectNothingMoreAsync();
    }

    [Fact]
    public async Task RejectedMessages_WithRoomMadeByAConsumer_AreTakenAgain()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await DeclareAsync(client, 1);
        await SelectConfirmsAsync(client);
        Publish(client, [queue, queue]);
        (await client.OutcomesAsync(2)).ShouldBe("+-");

        (await client.GetAsync(queue)).Body.ShouldBe("1");
        Publish(client, [queue]);

        (await client.ExpectAsync<BasicAck>()).DeliveryTag.ShouldBe(3UL);
        (await client.GetAsync(queue)).Body.ShouldBe("1");
    }

    [Fact]
    public async Task MandatoryMessage_ThatIsRejected_IsNotReturned()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await DeclareAsync(client, 0);
        await SelectConfirmsAsync(client);

        client.Publish("", queue, "m", mandatory: true);

        (await client.OutcomesAsync(1)).ShouldBe("-");
        await client.ExpectNothingMoreAsync();
    }

    [Fact]
    public async Task RejectedMessage_WithoutConfirms_IsDroppedSilently()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await DeclareAsync(client, 0);

        client.Publish("", queue, "m", mandatory: true);

        await client.ExpectNothingMoreAsync();
        await client.Send(1, new BasicGet(queue, true)).ExpectAsync<BasicGetEmpty>();
    }

    [Fact]
    public async Task Transaction_WithARejectedMessage_EndsItsChannelAndStoresTheOthers()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await DeclareAsync(client, 1);
        var other = await client.DeclareAsync();
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        Publish(client, [queue, queue, other]);

        client.Send(1, default(TxCommit));

        (await client.ExpectErrorAsync()).ShouldContain("PRECONDITION_FAILED - partial tx completion");
        client.Send(1, default(ChannelCloseOk));
        await client.OpenChannelAsync(1);
        (await client.GetAsync(queue)).Body.ShouldBe("1");
        (await client.GetAsync(other)).Body.ShouldBe("3");
        await client.Send(1, new BasicGet(queue, true)).ExpectAsync<BasicGetEmpty>();
    }

    private static Task SelectConfirmsAsync(AmqpTestClient client) =>
        client.Send(1, new ConfirmSelect(false)).ExpectAsync<ConfirmSelectOk>();

    // In one piece, so that the broker finds them in one batch.
    private static void Publish(AmqpTestClient client, string[] queues)
    {
        var octets = new List<byte>();
        for (var i = 0; i < queues.Length; i++)
            octets.AddRange(TestFrames.Publish("", queues[i], [(byte)('1' + i)], null, false, 1, 4096));
        client.Send(octets.ToArray());
    }

    private static async Task<string> DeclareAsync(AmqpTestClient client, int maxLength)
    {
        var arguments = new FieldTable();
        arguments.Set("x-max-length", FieldValue.Int64(maxLength));
        arguments.Set("x-overflow", FieldValue.String("reject-publish"));
        client.Send(1, new QueueDeclare("", false, false, true, AutoDelete: false, false, arguments));
        return (await client.ExpectAsync<QueueDeclareOk>()).Queue;
    }
}
