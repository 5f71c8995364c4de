using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Clients that don't read, and a broker that is short of memory: what waits is bounded, and nobody else waits.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task Consumer_ThatStopsReading_GetsABoundedBacklogAndDisturbsNobody()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var port = broker.AmqpEndPoint.Port;
        await using var stalled = await AmqpTestClient.OpenAsync(port, receiveBuffer: 4096);
        await using var client = await AmqpTestClient.OpenAsync(port);
        var queue = await client.DeclareAsync("stalled", exclusive: false);
        await stalled.ConsumeAsync(queue, noAck: true);
        var body = new byte[4000];

        for (var i = 0; i < 5000; i++)
            client.Send(TestFrames.Publish("", queue, body, maxPayload: client.MaxFramePayload));
        await client.ExpectNothingMoreAsync();

        broker.Engine.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        var waiting = host.GetQueue(queue, client).ReadyCount;
        // What was taken fits the outbound buffer and the sockets' own buffers.
        waiting.ShouldBeGreaterThan(2000);
        var own = await client.DeclareAsync();
        client.Publish("", own, "fine");
        (await client.GetAsync(own)).Body.ShouldBe("fine");
        for (var i = 0; i < 5000; i++)
            (await stalled.ExpectMessageAsync()).Octets.Length.ShouldBe(4000);
    }

    [Fact]
    public async Task Client_ThatDoesNotReadItsReplies_IsPausedUntilItDoes()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port, receiveBuffer: 4096);
        var queue = await client.DeclareAsync();
        client.Send(TestFrames.Publish("", queue, new byte[100_000], maxPayload: client.MaxFramePayload));
        var get = TestFrames.Method(1, new BasicGet(queue, NoAck: false));
        var reject = TestFrames.Method(1, new BasicNack(0, Multiple: true, Requeue: true));
        byte[] requests = [.. Enumerable.Repeat<byte[]>([.. get, .. reject], 200_000).SelectMany(octets => octets)];

        // Each pair of requests asks for 100 KB: the broker has to stop reading long before it has read them all.
        (await client.TrySendAsync(requests, TimeSpan.FromSeconds(1))).ShouldBeFalse();

        broker.Engine.Store.BytesInUse.ShouldBeLessThan(4 * OutboundBuffer.ReplyLimit);
        for (var i = 0; i < 100; i++)
            (await client.ExpectMessageAsync(AmqpMethodId.BasicGetOk)).Octets.Length.ShouldBe(100_000);
    }

    [Fact]
    public async Task Publisher_WhenMemoryIsShort_IsToldAndWaitsWhileConsumersGoOn()
    {
        const int limit = 16 * 1024 * 1024;
        await using var broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.MemoryLimit = limit;
        });
        await using var publisher = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await using var consumer = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        var queue = await consumer.DeclareAsync("filled", exclusive: false);
        var message = TestFrames.Publish("", queue, new byte[100_000], maxPayload: publisher.MaxFramePayload);

        var sent = 0;
        while (sent < 1000 && await publisher.TrySendAsync(message, TimeSpan.FromMilliseconds(300)))
            sent++;

        sent.ShouldBeLessThan(1000);
        (await publisher.ExpectAsync<ConnectionBlocked>(0)).Reason.ShouldBe("low on memory");
        broker.Engine.Store.BytesInUse.ShouldBeLessThan(limit * 2);
        await consumer.ConsumeAsync(queue, noAck: true);
        for (var i = 0; i < sent; i++)
            (await consumer.ExpectMessageAsync()).Octets.Length.ShouldBe(100_000);
        await publisher.ExpectAsync<ConnectionUnblocked>(0);
    }

    [Fact]
    public async Task Connection_Reset_ReturnsItsMessages()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await using var lost = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        var queue = await client.DeclareAsync("returned", exclusive: false);
        client.Publish("", queue, "m");
        await client.ExpectNothingMoreAsync();
        await lost.ConsumeAsync(queue);
        await lost.ExpectBodiesAsync("m");

        lost.Reset();
        await client.ConsumeAsync(queue);

        (await client.ExpectMessageAsync()).Redelivered.ShouldBeTrue();
    }
}
