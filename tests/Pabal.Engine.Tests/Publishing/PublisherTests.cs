using System.Text;
using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Publishing;

public class PublisherTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Flush_OfMessageCompletedInALaterBatch_HandsItOver()
    {
        var queue = host.Declare("q");
        var message = host.Begin("", "q", 4);
        host.Publisher.Append(message, "ab"u8);
        host.Publisher.Flush();
        host.Publisher.Append(message, "cd"u8);
        host.Publisher.Complete(message).ShouldBe(PublishResult.Routed);
        host.Publisher.Flush();

        host.Drain(queue).ShouldBe(["abcd"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_ByDifferentRoutesToOneQueue_KeepsTheOrder()
    {
        var queue = host.Declare("q");
        host.Bind("q", "amq.fanout");
        host.Bind("q", "amq.topic", "a.*");
        host.Bind("q", "amq.direct", "d");
        var expected = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            var (exchange, key) = (i % 4) switch
            {
                0 => ("", "q"),
                1 => ("amq.fanout", ""),
                2 => ("amq.topic", $"a.{i}"),
                _ => ("amq.direct", "d"),
            };
            expected.Add($"{i}");
            host.PublishLater(exchange, key, $"{i}");
        }
        host.Publisher.Flush();

        host.Drain(queue).ShouldBe(expected);
    }

    [Fact]
    public void Complete_ToManyQueues_StoresOnceAndReleasesAfterTheLast()
    {
        var queues = Enumerable.Range(0, 50).Select(i => host.Declare($"q{i}")).ToArray();
        foreach (var queue in queues)
            host.Bind(queue.Name, "amq.fanout");
        host.Publish("amq.fanout", "", new string('x', 100_000));
        var held = host.Store.BytesInUse;
        held.ShouldBeLessThan(1024 * 1024);

        foreach (var queue in queues[1..])
            queue.Purge().ShouldBe(1);
        Should.Throw<ShouldAssertException>(host.ShouldHoldNoRecords);
        host.Drain(queues[0]).ShouldBe([new string('x', 100_000)]);
    }

    [Fact]
    public void Complete_OfMessageThatReachesAQueueTwice_DeliversItOnce()
    {
        var queue = host.Declare("q");
        host.Bind("q", "amq.topic", "a.#");
        host.Bind("q", "amq.topic", "#.b");
        host.Publish("amq.topic", "a.b", "once");

        host.Drain(queue).ShouldBe(["once"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_WithoutAQueue_IsUnroutableAndAbortReleases()
    {
        host.Publish("amq.direct", "nowhere", "lost").ShouldBe(PublishResult.Unroutable);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Abort_OfHalfAMessage_ReleasesItsMemory()
    {
        host.Declare("q");
        var start = host.Store.BytesInUse;
        var message = host.Begin("", "q", 10 * 1024 * 1024);
        host.Publisher.Append(message, new byte[1_000_000]);
        host.Store.BytesInUse.ShouldBeGreaterThan(start + 1_000_000);
        host.Publisher.Abort(message);
        host.Publisher.Flush();

        message.IsOpen.ShouldBeFalse();
        host.ShouldHoldNoRecords();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_071)]
    [InlineData(262_144)]
    [InlineData(3_000_001)]
    public void Append_InOddPieces_KeepsEveryOctet(int length)
    {
        var queue = host.Declare("q");
        var body = new byte[length];
        for (var i = 0; i < length; i++)
            body[i] = (byte)('a' + (i * 7L % 26));
        var message = host.Begin("", "q", length);
        for (int at = 0, piece = 1; at < length; at += piece, piece = Math.Min((piece * 3) + 1, 65_537))
            host.Publisher.Append(message, body.AsSpan(at, Math.Min(piece, length - at)));
        message.Missing.ShouldBe(0);
        host.Publisher.Complete(message);
        host.Publisher.Flush();

        host.Drain(queue).ShouldBe([Encoding.UTF8.GetString(body)]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_AtCapacity_HandsTheBatchOverBeforeTheFlush()
    {
        var queue = host.Declare("q");
        for (var i = 1; i < PendingQueue.Capacity; i++)
            host.PublishLater("", "q", $"{i}");
        queue.ReadyCount.ShouldBe(0);
        host.PublishLater("", "q", "last");

        queue.ReadyCount.ShouldBe(PendingQueue.Capacity);
    }

    [Fact]
    public void Resolve_OfUnknownExchange_IsNotFound() =>
        Should.Throw<BrokerException>(() => host.Publish("none", "")).Message.ShouldBe("no exchange 'none' in vhost '/'");

    [Fact]
    public void Resolve_OfInternalExchange_IsRefused()
    {
        host.DeclareExchange("inner", isInternal: true);
        Should.Throw<BrokerException>(() => host.Publish("inner", "")).Kind.ShouldBe(ErrorKind.AccessRefused);
    }

    [Fact]
    public void Complete_WithCarbonCopies_ReachesEachQueueOnceAndHidesTheBlindOnes()
    {
        var queues = new[] { host.Declare("a"), host.Declare("b"), host.Declare("c") };
        var target = new FakeTarget();
        host.Consume(queues[2], target);
        var headers = Arguments(
            ("CC", FieldValue.Array([FieldValue.String("b"), FieldValue.String("a")])),
            ("BCC", FieldValue.Array([FieldValue.String("c")])));
        host.Publish("", "a", "copied", headers);

        host.Drain(queues[0]).ShouldBe(["copied"]);
        host.Drain(queues[1]).ShouldBe(["copied"]);
        var entry = target.Deliveries.ShouldHaveSingleItem().Settlement.Entry;
        var sent = BasicProperties.Decode(host.Store.Open(entry).Properties).Headers!;
        sent.TryGet("BCC", out _).ShouldBeFalse();
        sent.TryGet("CC", out _).ShouldBeTrue();
        queues[2].Acknowledge(target.TakeSettlements());
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Begin_WithCarbonCopyThatIsNoArray_IsRefusedAndHoldsNothing()
    {
        host.Declare("a");
        var headers = Arguments(("CC", FieldValue.String("b")));
        Should.Throw<BrokerException>(() => host.Publish("", "a", "", headers)).Kind.ShouldBe(ErrorKind.PreconditionFailed);
        host.Publisher.Flush();
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_ToHeadersExchange_LooksAtEachMessage()
    {
        var red = host.Declare("red");
        var blue = host.Declare("blue");
        host.Bind("red", "amq.headers", "", Arguments(("colour", FieldValue.String("red"))));
        host.Bind("blue", "amq.headers", "", Arguments(("colour", FieldValue.String("blue"))));
        for (var i = 0; i < 6; i++)
            host.PublishLater("amq.headers", "", $"{i}", Arguments(("colour", FieldValue.String(i % 2 == 0 ? "red" : "blue"))));
        host.PublishLater("amq.headers", "", "none").ShouldBe(PublishResult.Unroutable);
        host.Publisher.Flush();

        host.Drain(red).ShouldBe(["0", "2", "4"]);
        host.Drain(blue).ShouldBe(["1", "3", "5"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_ThroughAnotherExchangeToHeaders_LooksAtTheHeaders()
    {
        var queue = host.Declare("q");
        host.VirtualHost.BindExchange("amq.headers", "amq.direct", "k", FieldTable.Empty);
        host.Bind("q", "amq.headers", "", Arguments(("a", FieldValue.Int32(1))));
        host.Publish("amq.direct", "k", "no");
        host.Publish("amq.direct", "k", "yes", Arguments(("a", FieldValue.Int32(1))));

        host.Drain(queue).ShouldBe(["yes"]);
    }
}
