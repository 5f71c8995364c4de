using System.Text;
using Pabal.Engine.Definitions;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Selectors;
using Pabal.Engine.Timing;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests;

/// <summary>A virtual host with one publisher and one owner of everything that is declared.</summary>
internal sealed class TestHost
{
    private int names;

    public TestHost(ManualTime? time = null)
    {
        Time = time ?? new ManualTime();
        Store = new MessageStore(new SegmentStore());
        VirtualHost = new VirtualHost("/", Store, () => $"name{++names}", new Schedule(Time));
        Publisher = new Publisher(VirtualHost, Touched);
    }

    public ManualTime Time { get; }

    public MessageStore Store { get; }

    public VirtualHost VirtualHost { get; }

    public FlushSet Touched { get; } = new();

    public Publisher Publisher { get; }

    public object Owner { get; } = new();

    public Queue Declare(string name, bool autoDelete = false, bool exclusive = false) => VirtualHost.DeclareQueue(
        new QueueDefinition(name, false, exclusive, autoDelete, FieldTable.Empty), Owner);

    public Queue Declare(string name, params (string Name, object Value)[] arguments) => VirtualHost.DeclareQueue(
        new QueueDefinition(name, false, false, false, QueueArgument.Table(arguments)), Owner);

    public void DeclareExchange(
        string name, string type = "fanout", bool autoDelete = false, bool isInternal = false, string? alternate = null)
    {
        var arguments = new FieldTable();
        if (alternate is not null)
            arguments.Set("alternate-exchange", FieldValue.String(alternate));
        VirtualHost.DeclareExchange(new ExchangeDefinition(name, type, false, autoDelete, isInternal, arguments));
    }

    public void Bind(string queue, string exchange, string key = "", FieldTable? arguments = null) =>
        VirtualHost.BindQueue(queue, exchange, key, arguments ?? FieldTable.Empty, Owner);

    public Consumer Consume(
        Queue queue, FakeTarget target, bool autoAcknowledge = false, bool exclusive = false, long priority = 0,
        string? selector = null)
    {
        var consumer = new Consumer(queue, "tag", target)
        {
            AutoAcknowledge = autoAcknowledge,
            Exclusive = exclusive,
            Priority = priority,
            Selector = selector is null ? null : Selector.Parse(selector),
        };
        queue.Subscribe(consumer);
        queue.Resume(consumer, Touched);
        return consumer;
    }

    /// <summary>Publishes and flushes; what is unroutable is aborted.</summary>
    public PublishResult Publish(string exchange, string key, string body = "", FieldTable? headers = null)
    {
        var result = PublishLater(exchange, key, body, headers);
        Publisher.Flush();
        return result;
    }

    /// <summary>Publishes to a queue and flushes.</summary>
    public PublishResult Send(string queue, string body, byte? priority = null, string? expiration = null)
    {
        var result = SendLater(queue, body, priority, expiration);
        Publisher.Flush();
        return result;
    }

    /// <summary>Publishes to a queue; on its way with the next flush.</summary>
    public PublishResult SendLater(string queue, string body, byte? priority = null, string? expiration = null) =>
        Complete("", queue, body, new BasicProperties { Priority = priority, Expiration = expiration });

    public PublishResult PublishLater(string exchange, string key, string body = "", FieldTable? headers = null) =>
        Complete(exchange, key, body, new BasicProperties { Headers = headers });

    /// <summary>Publishes to a queue with a text to select by (JMSType); on its way with the next flush.</summary>
    public PublishResult SendTyped(string queue, string type, string body, byte? priority = null, string? expiration = null) =>
        Complete("", queue, body, new BasicProperties { Type = type, Priority = priority, Expiration = expiration });

    private PublishResult Complete(string exchange, string key, string body, BasicProperties properties)
    {
        var octets = Encoding.UTF8.GetBytes(body);
        var message = new IncomingMessage();
        Publisher.Begin(message, Publisher.Resolve(MessageEnvelope.Encode(exchange, key)), properties.Encode(), octets.Length);
        Publisher.Append(message, octets);
        var entry = message.Entry;
        var result = Publisher.Complete(message);
        if (result == PublishResult.Unroutable)
            Publisher.Abort(entry);
        return result;
    }

    public IncomingMessage Begin(string exchange, string key, int bodyLength, FieldTable? headers = null)
    {
        var message = new IncomingMessage();
        var route = Publisher.Resolve(MessageEnvelope.Encode(exchange, key));
        Publisher.Begin(message, route, new BasicProperties { Headers = headers }.Encode(), bodyLength);
        return message;
    }

    public string[] Drain(Queue queue)
    {
        var bodies = new List<string>();
        while (queue.TryTake(out var message, out _))
        {
            bodies.Add(FakeTarget.BodyOf(Store, message.Entry));
            queue.Acknowledge([message]);
        }
        return [.. bodies];
    }

    /// <summary>Fails unless every record was released: then only idle writers hold memory, one empty segment each.</summary>
    public void ShouldHoldNoRecords()
    {
        var segments = Store.Segments;
        const int SegmentSize = 2 * SegmentStore.MaxContiguousLength;
        var before = segments.BytesInUse;
        var writers = new List<SegmentWriter>();
        for (var i = 0L; i < before / SegmentSize; i++)
        {
            writers.Add(segments.RentWriter());
            // Two halves fit only where nothing is left behind.
            segments.Release(writers[^1].Reserve(SegmentStore.MaxContiguousLength), 1);
            segments.Release(writers[^1].Reserve(SegmentStore.MaxContiguousLength), 1);
        }
        segments.BytesInUse.ShouldBe(before, "records were not released");
        foreach (var writer in writers)
            segments.ReturnWriter(writer);
    }
}
