using System.Globalization;
using System.Runtime.CompilerServices;
using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests;

/// <summary>Publishers, consumers, those who settle and those who change the topology, on threads of their own.</summary>
public class EngineStressTests
{
    private const int Publishers = 3;
    private const int Messages = 8000;

    private static readonly TimeSpan deadline = TimeSpan.FromSeconds(30);

    private readonly TestHost host = new();

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task PublishAndSettle_WhileTheTopologyChanges_LosesAndLeaksNothing(int seed)
    {
        var stable = Enumerable.Range(0, 3).Select(i => host.Declare($"stable{i}")).ToArray();
        foreach (var queue in stable)
            host.Bind(queue.Name, "amq.fanout");
        var settled = stable.Select(_ => new StrongBox<int>()).ToArray();
        var clients = Enumerable.Range(0, 6)
            .Select(i => new StressClient(stable[i % 3], settled[i % 3], credit: 1 + (i * 7))).ToArray();
        using var published = new CountdownEvent(Publishers);
        var settling = clients.Select((client, i) => Run(() => Settle(client, new Random(seed + i)))).ToArray();
        var changing = Enumerable.Range(0, 2).Select(i => Run(() => Change(i, new Random(seed * i), published))).ToArray();
        var publishing = Enumerable.Range(0, Publishers)
            .Select(i => Run(() => Publish(i, new Random((seed * 31) + i), published))).ToArray();
        await Task.WhenAll([.. publishing, .. changing]).WaitAsync(deadline);
        await Task.WhenAll(settling).WaitAsync(deadline);

        foreach (var queue in stable)
        {
            queue.ReadyCount.ShouldBe(0, $"seed {seed}");
            queue.UnacknowledgedCount.ShouldBe(0, $"seed {seed}");
        }
        foreach (var group in clients.GroupBy(client => client.Queue))
            ShouldHaveEachOnce([.. group], seed);
        host.ShouldHoldNoRecords();
    }

    private static Task Run(Action action) => Task.Factory.StartNew(action, TaskCreationOptions.LongRunning);

    private static void ShouldHaveEachOnce(StressClient[] clients, int seed)
    {
        var settled = clients.SelectMany(client => client.Settled).ToList();
        settled.Count.ShouldBe(Publishers * Messages, $"seed {seed}");
        settled.Distinct().Count().ShouldBe(Publishers * Messages, $"seed {seed}");
        foreach (var client in clients)
            client.OutOfOrder.ShouldBe(0, $"seed {seed}");
    }

    private void Publish(int number, Random random, CountdownEvent published)
    {
        var touched = new FlushSet();
        var publisher = new Publisher(host.VirtualHost, touched);
        for (var i = 0; i < Messages; i++)
        {
            var message = new IncomingMessage();
            Complete(publisher, message, "amq.fanout", "", string.Create(CultureInfo.InvariantCulture, $"{number}:{i}"));
            if (random.Next(4) == 0)
                Complete(publisher, message, "amq.topic", $"t.{random.Next(5)}.x", "passing");
            if (random.Next(20) != 0)
                continue;
            publisher.Flush();
            touched.Flush();
        }
        publisher.Flush();
        touched.Flush();
        published.Signal();
    }

    private static void Complete(Publisher publisher, IncomingMessage message, string exchange, string key, string body)
    {
        var octets = System.Text.Encoding.UTF8.GetBytes(body);
        publisher.Begin(message, publisher.Resolve(MessageEnvelope.Encode(exchange, key)), [0, 0], octets.Length);
        publisher.Append(message, octets);
        var entry = message.Entry;
        if (publisher.Complete(message) == PublishResult.Unroutable)
            publisher.Abort(entry);
    }

    /// <summary>Queues and bindings come and go beside the traffic, with consumers and messages in them.</summary>
    private void Change(int number, Random random, CountdownEvent published)
    {
        var touched = new FlushSet();
        var owner = new object();
        for (var round = 0; !published.IsSet; round++)
        {
            var name = $"passing{number}";
            var queue = host.VirtualHost.DeclareQueue(new QueueDefinition(name, false, true, false, FieldTable.Empty), owner);
            host.VirtualHost.BindQueue(name, "amq.topic", $"t.{random.Next(5)}.#", FieldTable.Empty, owner);
            var target = new FakeTarget(credit: 20);
            var consumer = new Consumer(queue, "tag", target) { AutoAcknowledge = round % 2 == 0 };
            queue.Subscribe(consumer);
            queue.Resume(consumer, touched);
            var settlements = target.TakeSettlements();
            if (random.Next(2) == 0)
                host.VirtualHost.Cancel(consumer);
            if (random.Next(2) == 0)
                host.VirtualHost.DeleteOwnedBy(owner);
            else
                host.VirtualHost.DeleteQueue(name, owner, ifUnused: false, ifEmpty: false);
            if (consumer.AutoAcknowledge)
                continue;
            queue.Acknowledge(settlements);
            queue.Return(target.TakeSettlements(), touched);
        }
    }

    /// <summary>Settles what its client was given until all there will be is settled; now and then it gives some back.</summary>
    private static void Settle(StressClient client, Random random)
    {
        var touched = new FlushSet();
        client.Subscribe(touched);
        while (client.SettledInQueue < Publishers * Messages)
        {
            var given = client.Take();
            if (given.Length == 0)
                Thread.Yield();
            else if (random.Next(10) == 0)
                client.Return(given, touched);
            else
                client.Acknowledge(given, touched);
            if (random.Next(50) == 0)
                client.Resubscribe(touched);
        }
        client.Unsubscribe(touched);
    }
}
