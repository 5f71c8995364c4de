using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>The tx class (AMQP 0-9-1 §1.9).</summary>
public sealed class TransactionTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Publishes_InATransaction_WaitForTheCommit()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await SelectAsync(client);
        client.Publish("", queue, "1").Publish("", queue, "2");
        await client.Send(1, new BasicGet(queue, true)).ExpectAsync<BasicGetEmpty>();

        await client.Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();

        (await client.GetAsync(queue)).Body.ShouldBe("1");
        (await client.GetAsync(queue)).Body.ShouldBe("2");
    }

    [Fact]
    public async Task Publishes_RolledBack_AreGone()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await SelectAsync(client);
        client.Publish("", queue, "1");

        await client.Send(1, default(TxRollback)).ExpectAsync<TxRollbackOk>();
        await client.Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();

        await client.Send(1, new BasicGet(queue, true)).ExpectAsync<BasicGetEmpty>();
    }

    [Fact]
    public async Task Ack_RolledBack_LeavesTheMessageUnsettled()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await SelectAsync(client);
        client.Publish("", queue, "1");
        await client.Send(1, default(TxCommit)).ExpectAsync<TxCommitOk>();
        await client.GetAsync(queue, noAck: false);

        await client.Send(1, new BasicAck(1, false)).Send(1, default(TxRollback)).ExpectAsync<TxRollbackOk>();
        await client.Send(1, new BasicRecover(true)).ExpectAsync<BasicRecoverOk>();

        (await client.GetAsync(queue)).Redelivered.ShouldBeTrue();
    }

    [Fact]
    public async Task Unroutable_InATransaction_IsReturnedAtTheCommit()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await SelectAsync(client);
        client.Publish("", "nowhere", "m", mandatory: true);
        await client.ExpectNothingMoreAsync();

        client.Send(1, default(TxCommit));

        await client.ExpectMessageAsync(AmqpMethodId.BasicReturn);
        await client.ExpectAsync<TxCommitOk>();
    }

    private static async Task<string> SelectAsync(AmqpTestClient client)
    {
        var queue = await client.DeclareAsync();
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        return queue;
    }
}
