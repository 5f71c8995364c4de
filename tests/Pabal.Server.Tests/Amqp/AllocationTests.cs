using System.Net.Sockets;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

/// <summary>
/// The hot path from one client's socket to another's allocates nothing per message. Counted for the whole process, so
/// nothing else runs meanwhile; the few objects that a read or a blocking call costs are shared by a batch of messages.
/// </summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Batch = 1000;
    private const int SmallestObject = 24;

    [Theory]
    [InlineData(true, 16)]
    [InlineData(false, 16)]
    [InlineData(false, 2000)]
    public async Task Message_FromPublishToAcknowledgement_AllocatesNothing(bool noAck, int bodyLength)
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        await using var client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        var queue = await client.DeclareAsync();
        var tag = await client.ConsumeAsync(queue, "t", noAck);
        tag.ShouldBe("t");
        var publish = TestFrames.Publish("", queue, new byte[bodyLength], maxPayload: client.MaxFramePayload);
        byte[] publishes = [.. Enumerable.Repeat(publish, Batch).SelectMany(octets => octets)];
        var ack = TestFrames.Method(1, new BasicAck(0, Multiple: true));
        var delivery = 8 + 4 + 2 + 9 + 2 + queue.Length + 8 + 14 + 8 + bodyLength;
        var received = new byte[delivery * Batch];

        for (var i = 0; i < 50; i++)
            Exchange(client.Socket, publishes, received, noAck ? [] : ack);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 50; i++)
            Exchange(client.Socket, publishes, received, noAck ? [] : ack);
        var perMessage = (GC.GetTotalAllocatedBytes(precise: true) - before) / (50.0 * Batch);

        perMessage.ShouldBeLessThan(SmallestObject / 2);
        await client.ExpectNothingMoreAsync();
    }

    // Blocking calls on a thread of the test: what the test itself awaited would be counted too.
    private static void Exchange(Socket socket, byte[] publishes, byte[] received, byte[] ack)
    {
        // In pieces, so that neither side waits for the other with full buffers.
        const int pieces = 10;
        for (var piece = 0; piece < pieces; piece++)
        {
            SendAll(socket, publishes.AsSpan(publishes.Length / pieces * piece, publishes.Length / pieces));
            var part = received.AsSpan(received.Length / pieces * piece, received.Length / pieces);
            while (part.Length > 0)
                part = part[socket.Receive(part)..];
        }
        received[0].ShouldBe((byte)FrameType.Method);
        SendAll(socket, ack);
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> octets)
    {
        while (octets.Length > 0)
            octets = octets[socket.Send(octets)..];
    }
}
