using Pabal.Engine.Destinations;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What a broker was given, and what it has promised of it.</summary>
internal sealed class BrokerModel
{
    private readonly List<(LogMark Mark, string Text)> definitions = [];

    /// <summary>By the id in the log: every queue that was ever declared since the last crash, and all its messages, in order.</summary>
    public Dictionary<long, List<ModelMessage>> Queues { get; } = [];

    public List<ModelGroup> Groups { get; } = [];

    /// <summary>What was rejected and is to be published, in order.</summary>
    public List<(Queue Queue, ModelMessage Message)> Dead { get; } = [];

    public int LastBody { get; set; }

    /// <summary>The clock of all brokers.</summary>
    public ManualTime Time { get; } = new();

    public static string Text(Topology topology)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var exchange in topology.Exchanges.Values.Where(one => one.Definition.Durable))
        {
            if (!exchange.IsPredeclared)
                lines.Add($"exchange {exchange.Definition}");
            foreach (var binding in exchange.Bindings.Where(one => IsKept(one.Destination)))
                lines.Add($"{exchange.Name} to {binding.Destination.GetType().Name} {binding.Destination.Name} by {binding.RoutingKey}");
        }
        foreach (var queue in topology.Queues.Values.Where(queue => IsKept(queue)))
            lines.Add($"queue {queue.Name} {queue.Definition.AutoDelete} {queue.Id} {queue.Settings.MaxLength}");
        foreach (var composite in topology.CompositeQueues.All.Concat(topology.CompositeTopics.All))
            lines.Add($"{composite.Definition with { Forwards = [] }} {string.Join(", ", composite.Definition.Forwards)}");
        if (!topology.VirtualTopics.AreDefault)
            lines.Add($"virtual topics {string.Join<VirtualTopicDefinition>(", ", topology.VirtualTopics.All)}");
        foreach (var isOperator in new[] { false, true })
        {
            foreach (var policy in topology.Policies.Of(isOperator).All)
                lines.Add($"policy {isOperator} {policy.Name} {policy.Pattern} {policy.Priority} {policy.Definition}");
        }
        return string.Join('\n', lines);
    }

    /// <summary>Notes the definitions after a change; they are promised once the log is durable up to the mark.</summary>
    public void OnDefinitions(LogMark mark, Topology topology)
    {
        var text = Text(topology);
        if (definitions.Count == 0 || definitions[^1].Text != text)
            definitions.Add((mark, text));
    }

    public void OnQueue(Queue queue)
    {
        if (queue.Journal is not null)
            Queues.TryAdd(queue.Id, []);
    }

    /// <summary>Compares with what was recovered, which becomes what is expected from now on.</summary>
    /// <param name="durableEnd">What was durable when the broker ended.</param>
    /// <param name="topology">What was recovered of definitions.</param>
    /// <param name="found">What was recovered of each queue's messages.</param>
    /// <param name="wasStopped">It was stopped in good order.</param>
    public void Check(LogMark durableEnd, Topology topology, Dictionary<long, List<(string Body, bool Redelivered)>> found, bool wasStopped)
    {
        CheckDefinitions(durableEnd, Text(topology));
        foreach (var (id, messages) in found)
            CheckQueue(durableEnd, [.. Queues[id].OrderByDescending(message => message.Priority)], messages);
        foreach (var group in Groups)
            CheckGroup(group, found);
        if (wasStopped)
            CheckNew(found);
        Rebase(topology, found, wasStopped);
    }

    private void CheckDefinitions(LogMark durableEnd, string text)
    {
        var confirmed = definitions.FindLastIndex(one => one.Mark <= durableEnd);
        definitions.Skip(Math.Max(0, confirmed)).Select(one => one.Text).ShouldContain(text);
    }

    private void CheckQueue(LogMark durableEnd, List<ModelMessage> expected, List<(string Body, bool Redelivered)> found)
    {
        var next = 0;
        foreach (var (body, redelivered) in found)
        {
            var index = expected.FindIndex(next, one => one.Body == body);
            index.ShouldBeGreaterThanOrEqualTo(next, $"{body[..Math.Min(9, body.Length)]} is there twice, out of order, or was never published");
            CheckMissing(durableEnd, expected.GetRange(next, index - next));
            var message = expected[index];
            message.IsPersistent.ShouldBeTrue("a transient message came back");
            if (message.SettledAt is { } settledAt)
                (settledAt <= durableEnd).ShouldBeFalse($"{body[..Math.Min(9, body.Length)]} was settled durably, and is there");
            if (message.WasDelivered)
                redelivered.ShouldBeTrue($"{body[..Math.Min(9, body.Length)]} was delivered, and is not marked");
            next = index + 1;
        }
        CheckMissing(durableEnd, expected.GetRange(next, expected.Count - next));
    }

    private void CheckMissing(LogMark durableEnd, List<ModelMessage> missing)
    {
        foreach (var message in missing)
        {
            if (message is { IsPersistent: true, SettledAt: null } && !MayBeGone(message))
                (message.PublishedAt <= durableEnd).ShouldBeFalse($"{message.Body[..Math.Min(9, message.Body.Length)]} was confirmed, and is missing");
        }
    }

    private bool MayBeGone(ModelMessage message) => message.MayBeDropped || message.ExpiresAtMs <= Time.NowMs;

    // What nobody has ever been given is not marked after a stop in good order.
    private void CheckNew(Dictionary<long, List<(string Body, bool Redelivered)>> found)
    {
        foreach (var (id, messages) in found)
        {
            var last = Queues[id].FindLastIndex(message => message.WasDelivered || message.HasSeenACrash);
            foreach (var (body, redelivered) in messages)
            {
                if (Queues[id].FindIndex(message => message.Body == body) > last)
                    redelivered.ShouldBeFalse("a message was never delivered, and is marked");
            }
        }
    }

    private void CheckGroup(ModelGroup group, Dictionary<long, List<(string Body, bool Redelivered)>> found)
    {
        bool? happened = null;
        foreach (var (queue, message) in group.Published)
        {
            if (message.IsPersistent && IsThere(queue, message) is { } isThere && (isThere || (message.SettledAt is null && !MayBeGone(message))))
                Witness(isThere);
        }
        foreach (var (queue, message) in group.Settled)
        {
            if (message.IsPersistent && IsThere(queue, message) is { } isThere && (isThere || !MayBeGone(message)))
                Witness(!isThere);
        }

        void Witness(bool did)
        {
            happened ??= did;
            happened.ShouldBe(did, "half of a transaction, or of a message to several queues, has happened");
        }

        bool? IsThere(long queue, ModelMessage message) =>
            found.TryGetValue(queue, out var messages) ? messages.Exists(one => one.Body == message.Body) : null;
    }

    private void Rebase(Topology topology, Dictionary<long, List<(string Body, bool Redelivered)>> found, bool wasStopped)
    {
        var before = new Dictionary<long, List<ModelMessage>>(Queues);
        Queues.Clear();
        Groups.Clear();
        Dead.Clear();
        foreach (var (id, messages) in found)
        {
            var bodies = messages.ConvertAll(one => one.Body);
            Queues[id] = before[id].FindAll(message => bodies.Contains(message.Body));
            foreach (var message in Queues[id])
            {
                message.PublishedAt = default;
                message.SettledAt = null;
                message.Held = null;
                message.IsDead = false;
                message.HasSeenACrash |= !wasStopped;
            }
        }
        definitions.Clear();
        OnDefinitions(default, topology);
    }

    private static bool IsKept(IBindingDestination destination) => destination switch
    {
        Queue queue => queue.Definition is { Durable: true, Exclusive: false },
        Exchange exchange => exchange.Definition.Durable,
        _ => throw new InvalidOperationException("neither a queue nor an exchange"),
    };
}
