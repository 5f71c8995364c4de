using System.Text;
using Pabal.Engine.Durability;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Storage;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Durability;

/// <summary>A broker on a simulated device, without threads but the log's, which only runs when it is let.</summary>
internal sealed class DrivenBroker : IDisposable
{
    private readonly DeviceGate gate = new();

    public DrivenBroker(SimulatedDevice device, int fileOctets, WaitingLimits? limits = null, ManualTime? time = null)
    {
        Device = device;
        Time = time ?? new ManualTime();
        var options = new JournalOptions
        {
            HasThreads = false,
            SparseForMs = 0,
            Limits = limits ?? new WaitingLimits(),
            Spilling = new LogOptions { FileOctets = fileOctets, SyncsDevice = false },
        };
        device.Faults.Before = gate.Pass;
        Broker = new Broker(
            device, new LogOptions { FileOctets = fileOctets, Random = new Random(1) }, long.MaxValue, Observer, null, 0, options, Time);
        Broker.TryGetVirtualHost("/", out var virtualHost).ShouldBeTrue();
        VirtualHost = virtualHost;
        Publisher = new Publisher(VirtualHost, Touched);
    }

    public SimulatedDevice Device { get; }

    public ManualTime Time { get; }

    public StorageRecorder Observer { get; } = new();

    public Broker Broker { get; }

    public VirtualHost VirtualHost { get; }

    public Publisher Publisher { get; }

    public FlushSet Touched { get; } = new();

    public BrokerDurability Durability => Broker.Durability!;

    public Journal Journal => Durability.Journal;

    public Topology Topology => Durability.Definitions.Of("/");

    public object Owner { get; } = new();

    /// <summary>Holds the log's thread from now on.</summary>
    public void Hold() => gate.Close(IsIdle);

    /// <summary>Lets the log's thread make one call on the device.</summary>
    public void Step() => gate.Step(IsIdle);

    /// <summary>Lets the log's thread run until all is durable, or it has failed.</summary>
    /// <returns>False when it has failed.</returns>
    public bool Commit()
    {
        gate.Open();
        var isDurable = Journal.WaitUntilDurable(Journal.Log.End);
        gate.Close(IsIdle);
        return isDurable;
    }

    public Queue Declare(string name, bool durable = true, bool exclusive = false, bool autoDelete = false, FieldTable? arguments = null) =>
        VirtualHost.DeclareQueue(new(name, durable, exclusive, autoDelete, arguments ?? FieldTable.Empty), Owner);

    public Queue Declare(string name, params (string Name, object Value)[] arguments) =>
        Declare(name, arguments: QueueArgument.Table(arguments));

    /// <summary>Declares a durable queue with arguments.</summary>
    public Queue DeclareWith(string name, params (string Name, FieldValue Value)[] arguments)
    {
        var table = new FieldTable();
        foreach (var (argument, value) in arguments)
            table.Set(argument, value);
        return VirtualHost.DeclareQueue(new(name, true, false, false, table), Owner);
    }

    /// <summary>Declares a durable queue whose dead letters go to another by its name.</summary>
    public Queue DeclareSource(string name, string target) => DeclareWith(
        name, ("x-dead-letter-exchange", FieldValue.String("")), ("x-dead-letter-routing-key", FieldValue.String(target)));

    /// <summary>Publishes all dead letters.</summary>
    public void RunDeadLetters()
    {
        while (VirtualHost.DeadLettering.RunNext())
        {
            // Until no queue has any.
        }
    }

    public void DeclareExchange(string name, string type = "fanout", bool durable = true, bool autoDelete = false) =>
        VirtualHost.DeclareExchange(new(name, type, durable, autoDelete, false, FieldTable.Empty));

    public void Bind(string queue, string exchange, string key = "") =>
        VirtualHost.BindQueue(queue, exchange, key, FieldTable.Empty, Owner);

    public Queue Queue(string name) => Topology.FindQueue(name).ShouldNotBeNull();

    /// <summary>Publishes; on its way with the publisher's next flush.</summary>
    public PublishResult PublishLater(
        string exchange, string key, string body, bool isPersistent = true, byte? priority = null, string? expiration = null)
    {
        var properties = new BasicProperties { DeliveryMode = (byte)(isPersistent ? 2 : 1), Priority = priority, Expiration = expiration };
        return Complete(Publisher, exchange, key, body, properties.Encode());
    }

    public PublishResult Publish(
        string queue, string body, bool isPersistent = true, byte? priority = null, string? expiration = null)
    {
        var result = PublishLater("", queue, body, isPersistent, priority, expiration);
        Flush();
        return result;
    }

    /// <summary>Publishes a message that is to be routed later; on its way with the publisher's next flush.</summary>
    public void PublishDelayed(string queue, string body, long delayMs, bool isPersistent = true)
    {
        var headers = new FieldTable();
        headers.Set("x-delay", FieldValue.Int64(delayMs));
        Complete(Publisher, "", queue, body, new BasicProperties { DeliveryMode = isPersistent ? (byte)2 : (byte)1, Headers = headers }.Encode());
    }

    /// <summary>Whether messages of a simulated queue may expire.</summary>
    public static bool Expires(Queue queue) => queue.Settings.TimeToLiveMs is not null;

    /// <summary>Reads from disk what queues have asked for.</summary>
    public void Load()
    {
        while (Broker.Store.Loader!.LoadNext())
        {
            // Until nobody wants more.
        }
    }

    public void Flush()
    {
        Publisher.Flush();
        Touched.Flush();
    }

    /// <summary>Spills transient messages whenever there is a tail.</summary>
    public void Spill() => Durability.StartSpilling(new SimulatedDevice(), Broker.Store, memoryLimit: 0);

    /// <summary>One pass of what keeps the logs short.</summary>
    public void Keep()
    {
        Journal.Keeper!.RunPass();
        Broker.Store.Spill?.Journal.Keeper!.RunPass();
    }

    /// <summary>Keeps the log short until there is nothing more to do.</summary>
    public void KeepAll()
    {
        for (int quietPasses = 0, passes = 0; quietPasses < 3; quietPasses++)
        {
            (++passes).ShouldBeLessThan(200, "the log is never short enough");
            var before = Journal.Log.End;
            Keep();
            Commit().ShouldBeTrue();
            if (Journal.Log.End != before)
                quietPasses = 0;
        }
    }

    public string[] Drain(string name)
    {
        var queue = Queue(name);
        var bodies = new List<string>();
        while (queue.TryTake(out var message, out _))
        {
            bodies.Add(BodyOf(message));
            queue.Acknowledge([message]);
        }
        return [.. bodies];
    }

    public string BodyOf(in Settlement message) => FakeTarget.BodyOf(Broker.Store, message.Entry);

    /// <summary>What a crash at this moment leaves. The broker is of no use any more.</summary>
    public SimulatedDevice Crash(CrashStyle style, int seed = 0)
    {
        var left = Device.Crash(style, seed);
        gate.Kill();
        Broker.Dispose();
        return left;
    }

    /// <summary>Stops in good order.</summary>
    /// <returns>A device with what there is then.</returns>
    public SimulatedDevice Stop()
    {
        Dispose();
        return Device.Copy();
    }

    public void Dispose()
    {
        gate.Open();
        Broker.Dispose();
    }

    private static PublishResult Complete(Publisher publisher, string exchange, string key, string body, byte[] properties)
    {
        var octets = Encoding.UTF8.GetBytes(body);
        var message = new IncomingMessage();
        publisher.Begin(message, publisher.Resolve(MessageEnvelope.Encode(exchange, key)), properties, octets.Length);
        publisher.Append(message, octets);
        var entry = message.Entry;
        var result = publisher.Complete(message);
        if (result == PublishResult.Unroutable)
            publisher.Abort(entry);
        return result;
    }

    private bool IsIdle() => Journal.DurableEnd >= Journal.Log.End || Durability.HasFailed;
}
