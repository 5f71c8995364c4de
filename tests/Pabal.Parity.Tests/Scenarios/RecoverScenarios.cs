using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Comparing;
using Pabal.Parity.Tests.Observing;
using Pabal.Server.Tests.Amqp;
using Pabal.Wire.Amqp;

namespace Pabal.Parity.Tests.Scenarios;

/// <summary>basic.recover and what else the client library has no method for.</summary>
public class RecoverScenarios(BothBrokers brokers) : ParityTest(brokers)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Recover_WithRequeue_BringsEverythingBack(bool quorum) => CompareAsync(async (s, c) =>
    {
        await c.DeclareAnyAsync(quorum, "q");
        await c.SendAsync("q", "1", "2", "3");
        await using var client = await AmqpTestClient.OpenAsync(s.Port);
        await GetAsync(client, c, "q");
        await GetAsync(client, c, "q");
        client.Send(1, new BasicRecover(Requeue: true));
        await client.ExpectAsync<BasicRecoverOk>();
        await c.DrainAsync("q", 3);
    }, variant: quorum);

    [Fact]
    public Task RecoverAsync_WithRequeue_BringsEverythingBack() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "1", "2");
        await using var client = await AmqpTestClient.OpenAsync(s.Port);
        await GetAsync(client, c, "q");
        client.Send(1, new BasicRecoverAsync(Requeue: true));
        await c.DrainAsync("q", 2);
    });

    [Fact]
    public Task Recover_ForAConsumer_DeliversAgain() => CompareAsync(async (s, c) =>
    {
        await c.DeclareAsync("q");
        await c.SendAsync("q", "1", "2");
        await using var client = await AmqpTestClient.OpenAsync(s.Port);
        await client.ConsumeAsync(s.Names.Of("q"), "c1");
        for (var i = 0; i < 2; i++)
            Write(c, "delivered", await client.ExpectMessageAsync());
        client.Send(1, new BasicRecover(Requeue: true));
        await client.ExpectAsync<BasicRecoverOk>();
        for (var i = 0; i < 2; i++)
            Write(c, "delivered again", await client.ExpectMessageAsync());
    });

    [Fact]
    public Task Recover_WithoutRequeue_IsRefused() => CompareAsync(async (s, c) =>
    {
        await using var client = await AmqpTestClient.OpenAsync(s.Port);
        client.Send(1, new BasicRecover(Requeue: false));
        c.Write(await client.ExpectErrorAsync());
    });

    [Fact]
    public Task NoLocal_IsIgnored() => CompareAsync(async (s, c) =>
    {
        await using var client = await AmqpTestClient.OpenAsync(s.Port);
        var queue = await client.DeclareAsync();
        client.Send(1, new BasicConsume(queue, "c1", NoLocal: true, NoAck: true, Exclusive: false, NoWait: false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>();
        client.Publish("", queue, "to myself");
        c.Write((await client.ExpectMessageAsync()).Body);
    });

    private static async Task GetAsync(AmqpTestClient client, ObservedChannel channel, string queue) =>
        Write(channel, "got", await client.GetAsync(channel.Names.Of(queue), noAck: false));

    private static void Write(ObservedChannel channel, string what, ReceivedMessage message) =>
        channel.Write($"{what} {message.Body} tag={message.Tag}{(message.Redelivered ? " redelivered" : "")}");
}
