using System.Net;
using System.Net.Sockets;
using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Server.Amqp;
using Pabal.Server.Transport;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Transport;

public sealed class OutboundSenderTests : IDisposable
{
    private readonly BlockPool blocks = new(64 * 1024, maxRetained: 4);
    private readonly BlockPool gatherBlocks = new(256 * 1024, maxRetained: 4);
    private readonly Socket sending = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket receiving;

    public OutboundSenderTests()
    {
        using var listening = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listening.Listen();
        sending.Connect(listening.LocalEndPoint!);
        receiving = listening.Accept();
    }

    public void Dispose()
    {
        sending.Dispose();
        receiving.Dispose();
    }

    /// <summary>
    /// When the last octets are reported as sent, somebody else may begin to send at any moment: the sender must not hold
    /// anything by then.
    /// </summary>
    [Fact]
    public async Task Flush_OfALargeContent_HoldsNoBlockWhenItIsSent()
    {
        var outbound = new OutboundBuffer(blocks);
        var observer = new Observer(gatherBlocks);
        using var transport = new SocketTransport(sending);
        var sender = new OutboundSender(transport, outbound, blocks, gatherBlocks, observer);
        var (queue, message) = Publish(new byte[100_000]);
        var content = new ContentCursor(queue.Store, message.Entry, 1, 131072);
        var length = (int)content.Remaining;
        lock (outbound.Gate)
            outbound.Append(content);

        sender.Flush();
        var received = new byte[length];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        for (var count = 0; count < length;)
            count += await receiving.ReceiveAsync(received.AsMemory(count), deadline.Token);

        (await observer.FreeAtTheEnd.Task.WaitAsync(deadline.Token)).ShouldBe(1);
    }

    private static (Queue Queue, Settlement Message) Publish(byte[] body)
    {
        var broker = new Broker(long.MaxValue);
        broker.TryGetVirtualHost("/", out var host).ShouldBeTrue();
        var queue = host!.DeclareQueue(new QueueDefinition("q", false, false, false, FieldTable.Empty), new object());
        var publisher = new Publisher(host, new FlushSet());
        var incoming = new IncomingMessage();
        publisher.Begin(incoming, publisher.Resolve(MessageEnvelope.Encode("", "q")), new byte[2], body.Length);
        publisher.Append(incoming, body);
        publisher.Complete(incoming).ShouldBe(PublishResult.Routed);
        publisher.Flush();
        queue.TryTake(out var message, out _).ShouldBeTrue();
        return (queue, message);
    }

    private sealed class Observer(BlockPool gatherBlocks) : ISendObserver
    {
        public TaskCompletionSource<int> FreeAtTheEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnSent(bool isLow) => FreeAtTheEnd.TrySetResult(gatherBlocks.FreeCount);

        public void OnSendFailed(SocketError error) => FreeAtTheEnd.TrySetException(new SocketException((int)error));
    }
}
