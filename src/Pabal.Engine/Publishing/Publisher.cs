using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pabal.Engine.Delays;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>
/// Takes messages from one connection into the virtual host: stores each once, finds its queues, and hands whole batches
/// to them. Owned by the connection's read loop; <see cref="Flush"/> ends a batch.
/// </summary>
/// <remarks>
/// The order per queue is the order of <see cref="Complete"/>, also when a queue is reached by several routes: what waits
/// for the flush is gathered by queue, not by route.
/// </remarks>
public sealed class Publisher
{
    // The property delivery-mode (AMQP 0-9-1 §1.8).
    private const byte PersistentMode = 2;

    private const BasicPropertyFlags NotPlain = BasicPropertyFlags.Headers | BasicPropertyFlags.Expiration;

    private readonly VirtualHost virtualHost;
    private readonly SegmentStore store;
    private readonly FlushSet touched;
    private readonly PublisherRoutes routes;
    private DeadLetterWriter? deadLetters;
    private RejectedMessages? rejected;
    private readonly PendingQueues pending = new();
    private readonly DuplicateCheck duplicates;
    private readonly MessageBatch? batch;
    private SegmentWriter? writer;
    private bool isInTransaction;

    // A queue had no room for all that was handed over last.
    private bool hasRefused;

    // When the messages of this batch came, as far as somebody wanted to know.
    private long? arrivedAtMs;

    /// <param name="virtualHost">Where the messages go.</param>
    /// <param name="touched">Receives the connections to flush; the owner flushes them at the end of its batch.</param>
    /// <param name="access">Whoever publishes; null for one who may do anything.</param>
    public Publisher(VirtualHost virtualHost, FlushSet touched, ClientAccess? access = null)
    {
        this.virtualHost = virtualHost;
        this.touched = touched;
        store = virtualHost.Store.Segments;
        routes = new PublisherRoutes(virtualHost, access, pending, HandOver);
        duplicates = new DuplicateCheck(virtualHost);
        if (virtualHost.Journal is { } journal)
            batch = new MessageBatch(journal, store);
    }

    /// <summary>Once the log is durable up to this, all that was handed over survives a crash.</summary>
    public LogMark LoggedEnd { get; private set; }

    /// <summary>False when the exchange has seen the messages before, and they are not new because of that.</summary>
    internal bool LooksAtExchange { get; init; } = true;

    /// <summary>The route of an exchange and routing key.</summary>
    /// <param name="envelope">Both as AMQP short strings, as they stand in basic.publish.</param>
    /// <exception cref="BrokerException">There is no such exchange, it is internal, or the publisher may not do that.</exception>
    public Route Resolve(ReadOnlySpan<byte> envelope) => routes.Resolve(envelope);

    /// <summary>The route of a dead letter, which may go to an internal exchange: it is kept apart from those of clients.</summary>
    /// <returns>Null when there is no such exchange.</returns>
    internal Route? FindDeadLetterRoute(byte[] envelope) => routes.FindDeadLetterRoute(envelope);

    /// <summary>Begins a message; its body follows in any number of pieces.</summary>
    /// <param name="message">Not open; describes the message until it is completed or aborted.</param>
    /// <param name="route">From <see cref="Resolve"/>.</param>
    /// <param name="properties">AMQP's basic properties, well-formed: flags and list.</param>
    /// <param name="bodyLength">In octets.</param>
    /// <exception cref="BrokerException">The CC or BCC header is not what it must be.</exception>
    public void Begin(IncomingMessage message, Route route, ReadOnlySpan<byte> properties, int bodyLength)
    {
        var flags = new BasicPropertiesView(properties).Flags;
        message.IsPlain = !route.NotesArrival && (flags & NotPlain) == BasicPropertyFlags.None;
        var notesArrival = !message.IsPlain && NotesArrival(message, route, flags, ref properties);
        writer ??= store.RentWriter();
        var envelope = route.Envelope;
        var arrivalLength = notesArrival ? RecordHeader.ArrivalSize : (byte)0;
        var envelopeOffset = RecordHeader.Size + arrivalLength;
        var propertiesOffset = envelopeOffset + envelope.Length;
        var length = propertiesOffset + properties.Length + bodyLength;
        var position = writer.Reserve(length);
        message.Route = route;
        message.Missing = message.BodyLength = bodyLength;
        message.Entry = new QueueEntry(position, length, batch is not null && IsPersistent(properties), notesArrival);
        var record = store.Read(position, length);
        Unsafe.As<byte, RecordHeader>(ref MemoryMarshal.GetReference(record)) = new RecordHeader
        {
            BodyLength = bodyLength,
            PropertiesLength = properties.Length,
            EnvelopeLength = (ushort)envelope.Length,
            ArrivalLength = arrivalLength,
        };
        envelope.CopyTo(record[envelopeOffset..]);
        properties.CopyTo(record[propertiesOffset..]);
    }

    /// <summary>Adds a piece of the body, at most as long as what is missing.</summary>
    public void Append(IncomingMessage message, ReadOnlySpan<byte> octets)
    {
        store.Write(message.Entry.Position, message.Entry.Length - message.Missing, octets);
        message.Missing -= octets.Length;
    }

    /// <summary>Ends a message, whose body is complete: it is on its way with the next <see cref="Flush"/>.</summary>
    public PublishResult Complete(IncomingMessage message)
    {
        var route = message.Route!;
        if (message.IsPlain && route.Plain is { } plain && routes.IsCurrent(route))
            return CompletePlain(message, plain);
        var targets = routes.TargetsOf(message, route);
        if (message.Deaths is { } deaths)
            targets = targets.WithoutCycles(deaths);
        var isTentative = message.IsTentative;
        if (targets.MayRefuse && isInTransaction && (message.MustBeTaken || (isTentative && !targets.MayBeTentative)))
        {
            Abort(message);
            return PublishResult.Rejected;
        }
        if (isTentative && targets.MayRefuse)
            targets = targets.ToTentative();
        if (targets.All.Length == 0)
        {
            message.Close();
            return PublishResult.Unroutable;
        }
        if (message.Entry.HasArrival)
            NoteArrival(message);
        var mayBeCopy = targets.HasWindow || route.Exchange.Window is not null;
        if (mayBeCopy)
            targets = LeaveOutDuplicates(message, route, targets);
        if (message.DelayMs > 0 && targets.All.Length > 0)
            targets = Delay(message);
        var entry = message.Entry;
        var bodyLength = message.BodyLength;
        message.Close();
        if (isTentative)
            message.TentativeTargets = targets;
        if (targets.All.Length != 1)
            AddReferences(entry, targets.All.Length - 1);
        if (targets.Durable.Length > 0)
            Log(targets.Durable, entry, bodyLength, mayBeCopy);
        var full = pending.Add(targets.All, entry);
        if ((full || mayBeCopy || batch is { IsFull: true }) && !isInTransaction)
            Push();
        return targets.MayRefuse && hasRefused ? PublishResult.Rejected : PublishResult.Routed;
    }

    /// <summary>Ends a message that has another one's body; when no queue takes it, it is given up.</summary>
    internal PublishResult CompleteCopy(IncomingMessage message, in StoredMessage original)
    {
        for (var at = 0; at < original.BodyLength;)
        {
            var piece = original.Body(at);
            Append(message, piece);
            at += piece.Length;
        }
        var result = Complete(message);
        if (result == PublishResult.Unroutable)
            Abort(message.Entry);
        return result;
    }

    /// <summary>Begins what is logged as one: all of it survives a crash, or nothing.</summary>
    public void BeginTransaction()
    {
        Push();
        isInTransaction = true;
    }

    /// <summary>Settles messages for good, within the transaction.</summary>
    /// <param name="queue">Where they are from.</param>
    /// <param name="messages">In any order.</param>
    public void Acknowledge(Queue queue, ReadOnlySpan<Settlement> messages)
    {
        if (batch is null || queue.Journal is null)
            queue.Acknowledge(messages);
        else
            batch.Settlements.Add(queue, messages, areDead: false);
    }

    /// <summary>
    /// Settles messages for good that are not to be delivered, within the transaction: their dead letters are part of it. Those
    /// for which a queue has no room then, or one of several queues might not have, or which lead nowhere and are to be kept, are
    /// rejected when it was carried out.
    /// </summary>
    /// <param name="queue">Where they are from.</param>
    /// <param name="messages">In any order.</param>
    public void Reject(Queue queue, ReadOnlySpan<Settlement> messages)
    {
        if (queue.IsDeleted)
        {
            Acknowledge(queue, messages);
            return;
        }
        rejected ??= new RejectedMessages(this);
        foreach (ref readonly var message in messages)
            rejected.Add(queue, message);
    }

    /// <summary>Settles dead letters, within the transaction in which they are published.</summary>
    internal void SettleDead(Queue queue, ReadOnlySpan<Settlement> messages)
    {
        if (batch is null || queue.Journal is null)
            queue.SettleDead(messages, isLogged: false);
        else
            batch.Settlements.Add(queue, messages, areDead: true);
    }

    /// <summary>Settles messages whose delay is over, within the transaction.</summary>
    internal void Release(DelayedMessages delayed, ReadOnlySpan<ulong> numbers)
    {
        if (batch is not null)
            batch.Settlements.Add(delayed, numbers);
    }

    /// <summary>Hands over all that is in the transaction.</summary>
    /// <returns>False when a queue had no room for a message; all else is done.</returns>
    public bool CommitTransaction()
    {
        isInTransaction = false;
        Push();
        return !hasRefused;
    }

    /// <summary>Gives up a message that will not be completed.</summary>
    public void Abort(IncomingMessage message)
    {
        message.Close();
        Abort(message.Entry);
    }

    /// <summary>Gives up a message that was found unroutable.</summary>
    public void Abort(in QueueEntry entry) => store.Release(entry.Position, 1);

    /// <summary>Hands all complete messages to their queues. The owner then flushes what was touched.</summary>
    public void Flush()
    {
        isInTransaction = false;
        arrivedAtMs = null;
        // Also without a writer: a message may be completed in a later batch than the one that it began in.
        Push();
        if (writer is null)
            return;
        store.ReturnWriter(writer);
        writer = null;
    }

    /// <summary>Writes dead letters, as messages of this publisher.</summary>
    internal DeadLetterWriter DeadLetters => deadLetters ??= new DeadLetterWriter(this, virtualHost);

    // The way of nearly every message: nothing that Complete looks at besides is there.
    private PublishResult CompletePlain(IncomingMessage message, RouteTargets targets)
    {
        var entry = message.Entry;
        message.Route = null;
        if (targets.All.Length > 1)
            store.AddReferences(entry.Position, targets.All.Length - 1);
        if (targets.Durable.Length > 0)
            Log(targets.Durable, entry, message.BodyLength, notesKeys: false);
        var full = pending.Add(targets.All, entry);
        if ((full || batch is { IsFull: true }) && !isInTransaction)
            Push();
        return PublishResult.Routed;
    }

    // Whether the record needs room for the time at which the message came.
    private static bool NotesArrival(IncomingMessage message, Route route, BasicPropertyFlags flags, ref ReadOnlySpan<byte> properties)
    {
        if ((flags & BasicPropertyFlags.Headers) != BasicPropertyFlags.None)
            properties = ApplyHeaders(message, properties);
        return route.NotesArrival || message.DelayMs > 0 || (flags & BasicPropertyFlags.Expiration) != BasicPropertyFlags.None;
    }

    private long ArrivedAtMs => arrivedAtMs ??= virtualHost.Schedule.NowMs;

    // Before queues are forgotten for which something was gathered; what is in a transaction is kept all the same.
    private void HandOver()
    {
        if (!isInTransaction)
            Push();
    }

    private void Push()
    {
        try
        {
            batch?.Hold();
            Enqueue();
            if (batch is { IsEmpty: false })
                Append(batch);
            else
                OnLogged(default, default);
        }
        finally
        {
            // Whatever has failed: what is in the queues must not come there again.
            pending.Clear();
            duplicates.End();
        }
        rejected?.End(isLogged: LoggedEnd != LogMark.Never);
    }

    private void Enqueue()
    {
        hasRefused = false;
        var hasRefusedAny = false;
        foreach (var queue in pending.Filled)
        {
            queue.Enqueue(touched);
            hasRefusedAny |= queue.HasRefused;
            hasRefused |= queue is { HasRefused: true, IsTentative: false };
        }
        if (hasRefusedAny)
            duplicates.Withdraw(batch?.Notes);
        rejected?.Settle();
    }

    // When the log has failed, the publisher learns it from the mark, which is never reached. The broker is about to end;
    // nobody is given what the log doesn't have.
    private void Append(MessageBatch logged)
    {
        var before = LoggedEnd;
        LoggedEnd = LogMark.Never;
        if (!logged.TryAppend(out var from, out var end))
            return;
        LoggedEnd = end == default ? before : LogMark.Of(end);
        OnLogged(from, end);
    }

    private void OnLogged(LogPosition from, LogPosition end)
    {
        foreach (var queue in pending.Filled)
            queue.OnLogged(from, end, touched);
    }

    // Its body may have been on its way for long, or a transaction in its way.
    private void NoteArrival(IncomingMessage message)
    {
        var record = store.Read(message.Entry.Position, message.Entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[RecordHeader.Size..], ArrivedAtMs + message.DelayMs);
    }

    private void Log(PendingQueue[] durableTargets, in QueueEntry entry, int bodyLength, bool notesKeys)
    {
        if (!entry.Persistent)
        {
            batch!.EndRun();
            return;
        }
        var times = entry.HasArrival ? virtualHost.Store.Open(entry).Times : default;
        batch!.Add(durableTargets, entry, new LoggedMessage(entry.Length, bodyLength, times));
        if (notesKeys)
            duplicates.Note(batch.Notes);
    }

    private static bool IsPersistent(ReadOnlySpan<byte> properties) =>
        new BasicPropertiesView(properties).DeliveryMode == PersistentMode;

    // A copy goes nowhere. It is as good as stored once the log is durable up to now, where the first one is.
    private RouteTargets LeaveOutDuplicates(IncomingMessage message, Route route, RouteTargets targets)
    {
        var left = duplicates.Filter(LooksAtExchange ? route.Exchange : null, message.Entry, targets, isRouted: message.DelayMs == 0);
        if (left != targets && virtualHost.Journal is { } journal)
            LoggedEnd = journal.HasRefused ? LogMark.Never : LogMark.Of(journal.Log.End);
        return left;
    }

    private void AddReferences(in QueueEntry entry, int count)
    {
        if (count < 0)
            store.Release(entry.Position, 1);
        else
            store.AddReferences(entry.Position, count);
    }

    private static ReadOnlySpan<byte> ApplyHeaders(IncomingMessage message, ReadOnlySpan<byte> properties)
    {
        new BasicPropertiesView(properties).TryGetHeaders(out var headers);
        message.DelayMs = DelayHeader.Read(new FieldTableView(headers));
        return SenderSelectedDistribution.Apply(message, properties);
    }

    // Whatever the message is, the log keeps it, so that it takes no memory until it is due.
    private RouteTargets Delay(IncomingMessage message)
    {
        var targets = pending.Target(virtualHost.OpenDelays());
        if (batch is null)
            return targets;
        message.Entry = message.Entry with { Persistent = true };
        batch.Notes.AddDelayed(targets.All[0]);
        return targets;
    }
}
