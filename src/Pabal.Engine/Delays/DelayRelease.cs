using System.Runtime.InteropServices;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
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

    private readonly DelayedMessages delayed;
    private readonly FlushSet touched = new();
    private readonly Publisher publisher;
    private readonly IncomingMessage incoming = new();
    private readonly ExtentReader reader;
    private readonly List<(ulong Number, QueueEntry? Entry)> taken = [];
    private readonly List<ulong> numbers = [];
    private int isRunning;

    public DelayRelease(VirtualHost virtualHost, DelayedMessages delayed)
    {
        this.delayed = delayed;
        publisher = new Publisher(virtualHost, touched) { LooksAtExchange = false };
        reader = new ExtentReader(virtualHost.Store);
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
        LoadTaken();
        publisher.BeginTransaction();
        var octets = 0L;
        foreach (var (number, entry) in taken)
        {
            if (entry is not { } message)
            {
                delayed.LeaveOut();
                continue;
            }
            Publish(number, message);
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
    private void Publish(ulong number, in QueueEntry entry)
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
        if (delayed.MayBeDelivered(number, message.ArrivedAtMs.GetValueOrDefault()))
            incoming.Entry = incoming.Entry with { Redelivered = true };
        publisher.CompleteCopy(incoming, message);
    }

    private static byte[] Properties(ReadOnlySpan<byte> properties)
    {
        new BasicPropertiesView(properties).TryGetHeaders(out var table);
        var headers = DelayHeader.Negate(new AmqpReader(table).ReadTable());
        return BasicPropertiesRewrite.Rewrite(properties, headers, BasicPropertyFlags.None);
    }

    // Before the transaction, which others wait for. What was published together is read together.
    private void LoadTaken()
    {
        foreach (ref var message in CollectionsMarshal.AsSpan(taken))
            message.Entry ??= reader.Loaded.TryTake(message.Number) ?? Load(message.Number);
        reader.Release();
    }

    private QueueEntry? Load(ulong number)
    {
        for (var attempt = 1; attempt <= ExtentReader.MaxAttempts && delayed.Find(number) is { } extent; attempt++)
        {
            if (reader.Read(delayed.Journal!, extent, priority: 0, isPersistent: true) is null
                && reader.Loaded.TryTake(number) is { } entry)
                return entry;
        }
        // It stays in the log, where a later version or a mended file may bring it back.
        return null;
    }
}
