using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>The channel class (AMQP 0-9-1 §1.5).</summary>
public sealed class ChannelTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Channel_Closed_CanBeOpenedAgain()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);

        await client.Send(1, new ChannelClose(ReplyCode.Success, "", AmqpMethodId.None)).ExpectAsync<ChannelCloseOk>();

        await client.OpenChannelAsync(1);
        await client.ExpectNothingMoreAsync();
    }

    [Fact]
    public async Task Channel_ClosedByTheBroker_IgnoresAllUntilCloseOkAndCanBeOpenedAgain()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await client.OpenChannelAsync(2);

        client.Send(1, new BasicAck(1, false)).Send(1, new BasicQos(0, 1, false)).Publish("", "q", "ignored");
        (await client.ExpectErrorAsync()).ShouldStartWith("channel 406");
        await client.ExpectNothingMoreAsync(channel: 2);
        client.Send(1, default(ChannelCloseOk));

        await client.OpenChannelAsync(1);
    }

    [Fact]
    public async Task Channels_AsManyAsNegotiated_WorkSideBySide()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        for (ushort channel = 2; channel <= 2047; channel++)
            client.Send(channel, default(ChannelOpen));
        for (ushort channel = 2; channel <= 2047; channel++)
            await client.ExpectAsync<ChannelOpenOk>(channel);

        for (ushort channel = 1; channel <= 2047; channel++)
            client.Send(channel, new QueueDeclare("", false, false, true, false, false, FieldTable.Empty)).Publish("", "none", "", channel: channel);

        for (ushort channel = 1; channel <= 2047; channel++)
            (await client.ExpectAsync<QueueDeclareOk>(channel)).Queue.ShouldStartWith("amq.gen-");
    }

    [Fact]
    public async Task Channel_WithANumberAboveItsCount_CountsAgainstTheMaximum()
    {
        await using var client = await AmqpTestClient.ConnectAsync(fixture.Port);
        await client.LogInAsync();
        client.Send(0, new ConnectionTuneOk(1, 131072, 0)).Send(0, new ConnectionOpen("/"));
        await client.ExpectAsync<ConnectionOpenOk>(0);
        await client.OpenChannelAsync(1);

        client.Send(2, default(ChannelOpen));

        (await client.ExpectErrorAsync()).ShouldBe(
            "connection 530 (20,10) NOT_ALLOWED - number of channels opened (1) has reached the negotiated channel_max (1)");
    }

    [Fact]
    public async Task Flow_Stopped_HoldsDeliveriesBackUntilItGoesOn()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new ChannelFlow(false)).ExpectAsync<ChannelFlowOk>();
        await client.ConsumeAsync(queue);
        client.Publish("", queue, "held");
        await client.ExpectNothingMoreAsync();

        await client.Send(1, new ChannelFlow(true)).ExpectAsync<ChannelFlowOk>();

        (await client.ExpectMessageAsync()).Body.ShouldBe("held");
    }

    [Fact]
    public async Task Close_OfAChannel_ReturnsItsUnsettledMessages()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        await client.OpenChannelAsync(2);
        var queue = await client.DeclareAsync();
        await client.ConsumeAsync(queue);
        client.Publish("", queue, "a");
        (await client.ExpectMessageAsync()).Redelivered.ShouldBeFalse();

        await client.Send(1, new ChannelClose(ReplyCode.Success, "", AmqpMethodId.None)).ExpectAsync<ChannelCloseOk>();

        var again = await client.Send(2, new BasicGet(queue, true)).ExpectMessageAsync(AmqpMethodId.BasicGetOk, 2);
        (again.Body, again.Redelivered).ShouldBe(("a", true));
    }
}
