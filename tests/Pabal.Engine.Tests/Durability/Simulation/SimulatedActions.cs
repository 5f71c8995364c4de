using Pabal.Engine.Destinations;
using Pabal.Engine.Durability;
using Pabal.Engine.Policies;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What clients of a broker do, by chance, each noted in the model.</summary>
internal sealed class SimulatedActions(DrivenBroker broker, BrokerModel model, Random random)
{
    private const int QueueNames = 4;

    private static readonly DestinationName all = new(DestinationKind.Queue, "all");

    private readonly List<ModelMessage> unflushed = [];
    private bool isInTransaction;

    public void DoOne()
    {
        var action = random.Next(100);
        if (action < 26)
            Publish();
        else if (action < 34)
            PublishToAll();
        else if (action < 46)
            Take();
        else if (action < 54)
            Consume();
        else if (action < 64)
            Settle();
        else if (action < 67)
            Return();
        else if (action < 70)
            Reject();
        else if (action < 72)
            PublishDeadLetters();
        else if (action < 75)
            CommitTransaction();
        else if (action < 77)
            new InterleavedPublishers(broker, model, random).Run();
        else if (action < 79)
            Purge();
        else if (action < 87)
            ChangeDefinitions();
        else if (action < 93)
            broker.Keep();
        else if (action < 95)
            broker.Time.Advance(random.Next(1, 2000));
        else
            broker.Commit();
        for (var steps = random.Next(4); steps > 0; steps--)
            broker.Step();
    }

    private void Publish()
    {
        for (var left = random.Next(1, 12); left > 0; left--)
            PublishLater("", $"q{random.Next(QueueNames)}", random.Next(5) > 0);
        Flush();
    }

    private void PublishToAll()
    {
        for (var left = random.Next(1, 4); left > 0; left--)
            PublishLater(random.Next(2) == 0 ? "amq.fanout" : "", all.Name, random.Next(5) > 0);
        Flush();
    }

    private void PublishLater(string exchange, string key, bool isPersistent)
    {
        var body = $"{++model.LastBody}:{new string('x', random.Next(8) == 0 ? random.Next(400) : random.Next(30))}";
        var group = new ModelGroup();
        var priority = (byte)random.Next(7);
        var expected = PublishResult.Routed;
        foreach (var queue in TargetsOf(exchange, key))
        {
            if (queue.Settings.RefusesPublishes && !isInTransaction && queue.ReadyCount >= queue.Settings.MaxLength)
                expected = PublishResult.Rejected;
            else
                Note(group, queue, body, isPersistent, priority);
        }
        model.Groups.Add(group);
        var result = broker.PublishLater(exchange, key, body, isPersistent, priority);
        if (result != PublishResult.Unroutable)
            result.ShouldBe(expected);
    }

    private Queue[] TargetsOf(string exchange, string key) => exchange.Length == 0
        ? [.. ForwardsOf(key).Append(key).Select(broker.Topology.FindQueue).OfType<Queue>().Distinct()]
        : [.. broker.Topology.FindExchange(exchange)!.Bindings.Select(binding => binding.Destination).OfType<Queue>().Distinct()];

    private IEnumerable<string> ForwardsOf(string name) => broker.Topology.CompositeQueues.Find(name)
        .SelectMany(composite => composite.Definition.Forwards)
        .Where(forward => !forward.IsFiltered)
        .Select(forward => forward.Destination.Name);

    private void Note(ModelGroup group, Queue queue, string body, bool isPersistent, byte priority)
    {
        if (queue.Journal is null)
            return;
        var settings = queue.Settings;
        var message = new ModelMessage(body, isPersistent)
        {
            Priority = Math.Min(priority, (byte)settings.MaxPriority),
            ExpiresAtMs = broker.Time.NowMs + settings.TimeToLiveMs,
            MayBeDropped = settings.RefusesPublishes && isInTransaction,
        };
        var messages = model.Queues[queue.Id];
        messages.Add(message);
        if (settings is { MaxLength: { } most, RefusesPublishes: false } && messages.Count > most)
            messages[^(int)(most + 1)].MayBeDropped = true;
        group.Published.Add((queue.Id, message));
        unflushed.Add(message);
    }

    private void Flush()
    {
        broker.Flush();
        foreach (var message in unflushed)
            message.PublishedAt = broker.Publisher.LoggedEnd;
        unflushed.Clear();
    }

    private Queue? RandomQueue()
    {
        var queues = broker.Topology.Queues.Values.Where(queue => queue.Journal is not null).ToArray();
        return queues.Length == 0 ? null : queues[random.Next(queues.Length)];
    }

    // Reading what is not durable yet waits for the log, which is on hold.
    private bool MayLoad() => broker.Durability.DurableEnd >= broker.Durability.End || broker.Commit();

    private ModelMessage Hold(Queue queue, in Settlement message, string body)
    {
        var found = model.Queues[queue.Id].Find(one => one.Body == body).ShouldNotBeNull();
        found.SettledAt.ShouldBeNull("a settled message was delivered");
        found.Held.ShouldBeNull("a message was delivered that somebody has");
        if (found.WasDelivered)
            message.Entry.Redelivered.ShouldBeTrue();
        (found.ExpiresAtMs <= broker.Time.NowMs).ShouldBeFalse("an expired message was delivered");
        found.Held = message;
        found.WasDelivered = true;
        return found;
    }

    private void Take()
    {
        if (RandomQueue() is not { } queue || !MayLoad())
            return;
        for (var left = random.Next(1, 25); left > 0 && queue.TryTake(out var message, out _); left--)
            Hold(queue, message, broker.BodyOf(message));
    }

    private void Consume()
    {
        if (RandomQueue() is not { } queue || !MayLoad())
            return;
        var target = new FakeTarget(random.Next(1, 30));
        var consumer = new Consumer(queue, "tag", target) { AutoAcknowledge = random.Next(2) == 0 };
        queue.Subscribe(consumer);
        queue.Resume(consumer, broker.Touched);
        while (MayLoad() && broker.Broker.Store.Loader!.LoadNext())
        {
            // Until nobody wants more.
        }
        if (random.Next(2) == 0)
            PublishLater("", queue.Name, isPersistent: true);
        Flush();
        queue.Unsubscribe(consumer);
        foreach (var delivery in target.Deliveries)
        {
            var message = Hold(queue, delivery.Settlement, delivery.Body);
            if (consumer.AutoAcknowledge)
                OnSettled(message, broker.Durability.End);
        }
    }

    private static void OnSettled(ModelMessage message, LogMark mark)
    {
        message.Held = null;
        message.SettledAt = mark;
    }

    // In order from the oldest on, or any.
    private List<ModelMessage> SomeHeld(Queue queue)
    {
        var held = model.Queues[queue.Id].FindAll(message => message.Held is not null);
        if (random.Next(2) == 0)
            return held.GetRange(0, random.Next(held.Count + 1));
        held.RemoveAll(_ => random.Next(3) == 0);
        if (random.Next(2) == 0)
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(held));
        return held;
    }

    private void Settle()
    {
        if (RandomQueue() is not { } queue)
            return;
        var messages = SomeHeld(queue);
        queue.Acknowledge(messages.ConvertAll(message => message.Held!.Value).ToArray());
        foreach (var message in messages)
            OnSettled(message, broker.Durability.End);
    }

    private void Return()
    {
        if (RandomQueue() is not { } queue)
            return;
        var messages = SomeHeld(queue);
        queue.Return(messages.ConvertAll(message => message.Held!.Value).ToArray(), broker.Touched);
        foreach (var message in messages)
            message.Held = null;
    }

    private void Reject()
    {
        if (RandomQueue() is not { } queue)
            return;
        var messages = SomeHeld(queue);
        queue.Reject(messages.ConvertAll(message => message.Held!.Value).ToArray());
        foreach (var message in messages)
        {
            message.Held = null;
            if (queue.Settings.DeadLetterExchange is null)
                message.SettledAt = broker.Durability.End;
            else
                model.Dead.Add((queue, message));
            message.IsDead = true;
        }
        if (random.Next(2) == 0)
            PublishDeadLetters();
    }

    private void PublishDeadLetters()
    {
        var copies = new List<ModelMessage>();
        foreach (var (queue, message) in model.Dead)
        {
            var group = new ModelGroup();
            NoteCopy(group, queue, message, copies);
            NoteSettled(group, queue, message);
            model.Groups.Add(group);
        }
        broker.RunDeadLetters();
        var mark = broker.Durability.End;
        foreach (var (_, message) in model.Dead)
            message.SettledAt = mark;
        foreach (var copy in copies)
            copy.PublishedAt = mark;
        model.Dead.Clear();
    }

    // A message is in its queue, or its copy is in the one for dead letters; never in both, nor in neither.
    private void NoteCopy(ModelGroup group, Queue queue, ModelMessage message, List<ModelMessage> copies)
    {
        if (broker.Topology.FindQueue(queue.Settings.DeadLetterRoutingKey!) is not { Journal: not null } target)
            return;
        var copy = new ModelMessage(message.Body, message.IsPersistent);
        model.Queues[target.Id].Add(copy);
        group.Published.Add((target.Id, copy));
        copies.Add(copy);
    }

    // What is not durable by now may be missing for that reason.
    private void NoteSettled(ModelGroup group, Queue queue, ModelMessage message)
    {
        if (message.PublishedAt <= broker.Durability.DurableEnd)
            group.Settled.Add((queue.Id, message));
    }

    private void CommitTransaction()
    {
        var group = new ModelGroup();
        var first = model.Groups.Count;
        broker.Publisher.BeginTransaction();
        isInTransaction = true;
        for (var left = random.Next(0, 6); left > 0; left--)
            PublishLater(random.Next(2) == 0 ? "amq.fanout" : "", $"q{random.Next(QueueNames)}", random.Next(6) > 0);
        foreach (var part in model.Groups.Skip(first).ToArray())
            group.Published.AddRange(part.Published);
        for (var left = random.Next(0, 3); left > 0; left--)
            SettleWithin(group);
        broker.Publisher.CommitTransaction();
        isInTransaction = false;
        var mark = broker.Publisher.LoggedEnd;
        Flush();
        foreach (var (_, message) in group.Settled)
            message.SettledAt = mark;
        model.Groups.Add(group);
    }

    private void SettleWithin(ModelGroup group)
    {
        if (RandomQueue() is not { } queue)
            return;
        var messages = SomeHeld(queue);
        if (messages.Count == 0)
            return;
        var settlements = messages.ConvertAll(message => message.Held!.Value).ToArray();
        if (queue.Settings.DeadLetterExchange is not null && random.Next(2) == 0)
            RejectWithin(group, queue, messages, settlements);
        else
            broker.Publisher.Acknowledge(queue, settlements);
        foreach (var message in messages)
        {
            NoteSettled(group, queue, message);
            message.Held = null;
            message.SettledAt = LogMark.Never;
        }
    }

    private void RejectWithin(ModelGroup group, Queue queue, List<ModelMessage> messages, Settlement[] settlements)
    {
        foreach (var message in messages)
            NoteCopy(group, queue, message, unflushed);
        broker.Publisher.Reject(queue, settlements);
    }

    private void Purge()
    {
        if (RandomQueue() is not { } queue)
            return;
        var waiting = model.Queues[queue.Id].FindAll(message => message is { SettledAt: null, Held: null, IsDead: false });
        var certain = waiting.FindAll(message => !message.MayBeDropped && !(message.ExpiresAtMs <= broker.Time.NowMs));
        // Those that have expired behind others count, and when a broker was looked at they were dropped.
        queue.Purge().ShouldBeInRange(certain.Count, DrivenBroker.Expires(queue) ? int.MaxValue : waiting.Count);
        foreach (var message in waiting)
            OnSettled(message, broker.Durability.End);
    }

    private void ChangeDefinitions()
    {
        var queue = $"q{random.Next(QueueNames)}";
        switch (random.Next(16))
        {
            case < 4:
                DeclareQueue(queue);
                break;
            case 4:
                broker.VirtualHost.DeleteQueue(queue, broker.Owner, ifUnused: false, ifEmpty: false);
                break;
            case < 7:
                if (broker.VirtualHost.HasQueue(queue))
                    broker.Bind(queue, "amq.fanout");
                break;
            case 7:
                broker.VirtualHost.UnbindQueue(queue, "amq.fanout", "", Wire.Amqp.FieldTable.Empty, broker.Owner);
                break;
            case 8:
                DeclareExchange($"x{random.Next(3)}");
                break;
            case 9:
                BindExchange(queue);
                break;
            case 10:
                broker.VirtualHost.DeleteExchange($"x{random.Next(3)}", ifUnused: false);
                break;
            case 11:
                PutComposite();
                break;
            case 12:
                broker.VirtualHost.Destinations.DeleteComposite(all);
                break;
            case 13:
                SetPolicy($"p{random.Next(2)}", isOperator: random.Next(2) == 0);
                break;
            case 14:
                ClearPolicy($"p{random.Next(2)}", isOperator: random.Next(2) == 0);
                break;
            default:
                broker.VirtualHost.UnbindQueue(queue, $"x{random.Next(3)}", "", Wire.Amqp.FieldTable.Empty, broker.Owner);
                break;
        }
        model.OnDefinitions(broker.VirtualHost.DefinitionsEnd, broker.Topology);
    }

    private void DeclareQueue(string name)
    {
        // Each has one of its own for its dead letters, so that no message comes twice to one queue.
        var target = $"dead-{name}";
        if (random.Next(3) == 0)
            name = target;
        if (broker.VirtualHost.HasQueue(name))
            return;
        // Those whose messages die by themselves go without, since the model doesn't know when they do.
        var isSource = name is "q0" or "q1" && random.Next(2) == 0;
        if (isSource && !broker.VirtualHost.HasQueue(target))
        {
            model.OnQueue(broker.Declare(target));
            model.OnDefinitions(broker.VirtualHost.DefinitionsEnd, broker.Topology);
        }
        model.OnQueue(isSource
            ? broker.DeclareSource(name, target)
            : broker.Declare(name, exclusive: random.Next(10) == 0, durable: random.Next(10) > 0, arguments: ArgumentsOf(name)));
    }

    // Two plain queues, one with priorities and messages that expire, and one that holds but a few.
    private Wire.Amqp.FieldTable ArgumentsOf(string queue) => queue switch
    {
        "q2" => QueueArgument.Table(("x-max-priority", 5), ("x-message-ttl", 3000)),
        "q3" => random.Next(2) == 0
            ? QueueArgument.Table(("x-max-length", 15))
            : QueueArgument.Table(("x-max-length", 15), ("x-overflow", "reject-publish")),
        _ => Wire.Amqp.FieldTable.Empty,
    };

    // Far above what a queue ever has, so that no message is lost by it.
    private void SetPolicy(string name, bool isOperator) => broker.VirtualHost.Policies.Set(
        Policy.Create(name, $"^q{random.Next(QueueNames)}", "queues", random.Next(2), Arguments(("max-length", Value(1_000_000L + random.Next(9)))), isOperator),
        isOperator);

    private void ClearPolicy(string name, bool isOperator)
    {
        if (broker.VirtualHost.Policies.List(isOperator).Any(policy => policy.Name == name))
            broker.VirtualHost.Policies.Clear(name, isOperator);
    }

    private void DeclareExchange(string name)
    {
        if (broker.Topology.FindExchange(name) is null)
            broker.DeclareExchange(name, "direct", durable: random.Next(4) > 0, autoDelete: random.Next(2) == 0);
    }

    private void PutComposite()
    {
        var forwards = new List<DestinationForward> { new(new(DestinationKind.Queue, "q0")) };
        for (var left = random.Next(4); left > 0; left--)
            forwards.Add(new(new(DestinationKind.Queue, $"q{random.Next(QueueNames)}"), random.Next(4) == 0));
        broker.VirtualHost.Destinations.PutComposite(new(all, forwards) { SendWhenNotMatched = random.Next(2) == 0 });
    }

    private void BindExchange(string queue)
    {
        var (source, destination) = ($"x{random.Next(3)}", $"x{random.Next(3)}");
        if (broker.Topology.FindExchange(source) is null)
            return;
        if (random.Next(2) == 0 && broker.VirtualHost.HasQueue(queue))
            broker.Bind(queue, source);
        else if (source != destination && broker.Topology.FindExchange(destination) is not null)
            broker.VirtualHost.BindExchange(destination, source, "", Wire.Amqp.FieldTable.Empty);
    }
}
