using System.Runtime.InteropServices;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Storage;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Delays;

/// <summary>Routes delayed messages of a virtual host when they are due, on a thread of the pool, one batch after the other.</summary>
/// <remarks>
/// That a message is delayed no more and that it is in its queues is one record of the log. Everything but the flag belongs
/// to whoever has set it.
/// </remarks>
internal sealed class DelayRelease : IThreadPoolWorkItem
{
    private const int BatchLength = 256;
    private const int BatchOctets = 256 * 1024;

    // The file may have been given up since a message's place was looked up; then it is elsewhere.
    private const int MaxAttempts = 5;

    private readonly DelayedMessages delayed;
    private readonly FlushSet touched = new();
    private readonly Publisher publisher;
    private readonly IncomingMessage incoming = new();
    private readonly RecordMessages records;
    private readonly List<(ulong Number, QueueEntry? Entry)> taken = [];
    private readonly List<ulong> numbers = [];
    private byte[] buffer = [];
    private int isRunning;

    public DelayRelease(VirtualHost virtualHost, DelayedMessages delayed)
    {
        this.delayed = delayed;
        publisher = new Publisher(virtualHost, touched) { LooksAtExchange = false };
        records = new RecordMessages(virtualHost.Store.Segments);
    }

    /// <summary>Releases soon, unless that is being done.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref isRunning, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        delayed.TakeDue(taken, BatchLength);
        if (taken.Count == 0)
        {
            Volatile.Write(ref isRunning, 0);
            // Something may have become due before the flag was down; the deadline then found it up.
            delayed.SetDeadlineAgain();
            return;
        }
        ReleaseTaken();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void ReleaseTaken()
    {
        publisher.BeginTransaction();
        var octets = 0L;
        foreach (var (number, entry) in taken)
        {
            if ((entry ?? Load(number)) is not { } message)
                continue;
            Publish(message);
            delayed.Store.Release(message);
            numbers.Add(number);
            octets += message.Length;
            if (octets < BatchOctets)
                continue;
            Commit();
            publisher.BeginTransaction();
            octets = 0;
        }
        Commit();
        publisher.Flush();
        touched.Flush();
    }

    private void Commit()
    {
        publisher.Release(delayed, CollectionsMarshal.AsSpan(numbers));
        publisher.CommitTransaction();
        numbers.Clear();
    }

    // Whatever has become of the exchange and its bindings, it is too late to tell the publisher.
    private void Publish(in QueueEntry entry)
    {
        var message = delayed.Store.Open(entry);
        try
        {
            var route = publisher.Resolve(message.Envelope);
            publisher.Begin(incoming, route, Properties(message.Properties), message.BodyLength);
        }
        catch (BrokerException)
        {
            return;
        }
        for (var at = 0; at < message.BodyLength;)
        {
            var piece = message.Body(at);
            publisher.Append(incoming, piece);
            at += piece.Length;
        }
        var begun = incoming.Entry;
        if (publisher.Complete(incoming) == PublishResult.Unroutable)
            publisher.Abort(begun);
    }

    private static byte[] Properties(ReadOnlySpan<byte> properties)
    {
        new BasicPropertiesView(properties).TryGetHeaders(out var table);
        var headers = DelayHeader.Negate(new AmqpReader(table).ReadTable());
        return BasicPropertiesRewrite.Rewrite(properties, headers, BasicPropertyFlags.None);
    }

    private QueueEntry? Load(ulong number)
    {
        for (var attempt = 1; attempt <= MaxAttempts && delayed.Find(number) is { } extent; attempt++)
        {
            if (TryRead(extent) && records.Loaded.TryTake(number) is { } entry)
            {
                records.Release(delayed.Store);
                return entry;
            }
            records.Release(delayed.Store);
        }
        // It stays in the log, where a later version or a mended file may bring it back.
        return null;
    }

    private bool TryRead(in MessageExtent extent)
    {
        if (buffer.Length < extent.Length)
            buffer = GC.AllocateUninitializedArray<byte>(extent.Length);
        var journal = delayed.Journal!.Journal;
        records.Begin(delayed.Journal, extent, lanePriority: 0, isPersistent: true);
        if (!journal.WaitUntilDurable(extent.To))
            return false;
        try
        {
            journal.Log.ReadRecords(extent.From, extent.To, ref buffer, records);
            return true;
        }
        catch (Exception exception) when (exception is IOException or LogDamageException)
        {
            return false;
        }
    }
}
