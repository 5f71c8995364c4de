using Pabal.Engine.Messages;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker keeps on disk: opens it, and closes it in good order.</summary>
public sealed class BrokerDurability : IDisposable
{
    private readonly MessageLoader loader;
    private readonly IStorageObserver? observer;

    internal BrokerDurability(IStorageDevice device, LogOptions options, MessageStore store, IStorageObserver? observer)
    {
        this.observer = observer;
        Journal = new Journal(observer);
        var recovery = new Recovery(Journal, store, observer);
        Journal.Log = Log.Open(device, options, recovery, Journal);
        try
        {
            recovery.Finish();
            loader = new MessageLoader(Journal, store, observer);
            Journal.Loader = loader;
            Definitions = recovery.Definitions;
        }
        catch
        {
            Journal.Log.Dispose();
            throw;
        }
    }

    /// <summary>Everything before this is durable.</summary>
    public LogMark DurableEnd => LogMark.Of(Journal.DurableEnd);

    /// <summary>Behind everything so far.</summary>
    public LogMark End => LogMark.Of(Journal.Log.End);

    /// <summary>True once the log has failed.</summary>
    public bool HasFailed => Journal.Failure is not null;

    /// <summary>True when so much waits to be written that publishers had better wait.</summary>
    public bool IsCongested => Journal.Log.IsCongested;

    internal Journal Journal { get; }

    internal DefinitionReplay Definitions { get; }

    /// <summary>Calls the waiter, once, when everything before the mark is durable or never will be.</summary>
    public void Notify(IDurabilityObserver waiter, LogMark mark) => Journal.Notify(waiter, new LogPosition(mark.Value));

    /// <summary>Completes when more is durable, or never will be.</summary>
    public Task WhenDurable()
    {
        var signal = new DurabilitySignal();
        Journal.Notify(signal, new LogPosition(Journal.DurableEnd.Value + 1));
        return signal.Task;
    }

    /// <summary>Notes how far delivering has got, writes what is left, and ends.</summary>
    public void Dispose()
    {
        Journal.Keeper?.Dispose();
        loader.Dispose();
        if (Journal.Failure is null)
            AppendStopped();
        Journal.Log.Dispose();
    }

    internal void Start(Action appendDefinitions) =>
        Journal.Keeper = new JournalKeeper(Journal, appendDefinitions, observer);

    private void AppendStopped()
    {
        var record = new RecordBuffer();
        foreach (var queue in Journal.Queues)
            queue.WriteDelivered(record);
        try
        {
            Journal.Append(RecordType.Stopped, record.Octets);
        }
        catch (LogFailedException)
        {
            // Then the next start takes every message for one that may have been delivered.
        }
    }
}
