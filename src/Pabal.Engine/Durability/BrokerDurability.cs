using Pabal.Engine.Messages;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker keeps on disk: opens it, and closes it in good order.</summary>
public sealed class BrokerDurability : IDisposable
{
    private readonly MessageLoader loader;
    private readonly IStorageObserver? observer;

    internal BrokerDurability(
        IStorageDevice device, LogOptions options, MessageStore store, IStorageObserver? observer, JournalOptions journalOptions)
    {
        this.observer = observer;
        Journal = new Journal(observer, journalOptions);
        var recovery = new Recovery(Journal, store, observer);
        Journal.Log = Log.Open(device, options, recovery, Journal);
        try
        {
            recovery.Finish();
            if (recovery.IsStoppedWell)
                AppendStarted();
            Definitions = recovery.Definitions;
            loader = new MessageLoader(Journal, store, observer);
            Journal.Loader = loader;
            if (journalOptions.HasThreads)
                loader.Start();
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
    public LogMark End => Journal.HasRefused ? LogMark.Never : LogMark.Of(Journal.Log.End);

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
        Journal.Notify(signal, Journal.Log.End);
        return signal.Task;
    }

    /// <summary>Notes how far delivering has got, writes what is left, and ends.</summary>
    public void Dispose()
    {
        Journal.Keeper?.Stop();
        loader.Stop();
        if (Journal.Failure is null)
            AppendStopped();
        Journal.Log.Dispose();
    }

    internal void Start(Action appendDefinitions)
    {
        var keeper = new JournalKeeper(Journal, appendDefinitions, observer);
        Journal.Keeper = keeper;
        if (Journal.Options.HasThreads)
            keeper.Start();
    }

    // Durable before anything is delivered: after a crash, what was must not pass for new.
    private void AppendStarted()
    {
        using var waiter = new DurabilityWaiter(Journal, Journal.Append(RecordType.Started, []));
        waiter.Wait();
    }

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
