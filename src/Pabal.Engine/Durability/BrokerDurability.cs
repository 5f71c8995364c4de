using Pabal.Engine.Messages;
using Pabal.Engine.Security;
using Pabal.Engine.Timing;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker keeps on disk: opens it, and closes it in good order.</summary>
public sealed class BrokerDurability : IDisposable
{
    private readonly MessageLoader loader;
    private readonly IStorageObserver? observer;
    private readonly Schedule schedule;
    private Spill? spill;

    internal BrokerDurability(
        IStorageDevice device,
        LogOptions options,
        MessageStore store,
        Schedule schedule,
        AccessState access,
        IStorageObserver? observer,
        JournalOptions journalOptions)
    {
        this.schedule = schedule;
        this.observer = observer;
        Journal = new Journal(observer, journalOptions);
        var recovery = new Recovery(Journal, store, schedule, access, observer);
        Journal.Log = Log.Open(device, options, recovery, Journal);
        try
        {
            recovery.Finish();
            if (recovery.IsStoppedWell)
                AppendStarted();
        }
        catch
        {
            Journal.Log.Dispose();
            throw;
        }
        Definitions = recovery.Definitions;
        store.Loader = loader = new MessageLoader(store, observer);
        if (journalOptions.HasThreads)
            loader.Start();
    }

    /// <summary>Everything before this is durable.</summary>
    public LogMark DurableEnd => LogMark.Of(Journal.DurableEnd);

    /// <summary>Behind everything so far.</summary>
    public LogMark End => Journal.HasRefused ? LogMark.Never : LogMark.Of(Journal.Log.End);

    /// <summary>True once the log has failed, or that of what was spilled.</summary>
    public bool HasFailed => (Journal.Failure ?? spill?.Journal.Failure) is not null;

    /// <summary>True when so much waits to be written that publishers had better wait.</summary>
    public bool IsCongested => Journal.Log.IsCongested || spill is { Journal.Log.IsCongested: true };

    internal Journal Journal { get; }

    internal DefinitionReplay Definitions { get; }

    /// <summary>Calls the waiter, once, when everything before the mark is durable or never will be.</summary>
    public void Notify(IDurabilityObserver waiter, LogMark mark) => Journal.Notify(waiter, new LogPosition(mark.Value));

    /// <summary>Completes when everything before the mark is durable or never will be.</summary>
    public Task WhenDurable(LogMark mark)
    {
        var signal = new DurabilitySignal();
        Notify(signal, mark);
        return signal.Task;
    }

    /// <summary>Completes when more is durable, or never will be.</summary>
    public Task WhenDurable()
    {
        var signal = new DurabilitySignal();
        var journal = Journal.Log.IsCongested || spill is null ? Journal : spill.Journal;
        journal.Notify(signal, new LogPosition(journal.DurableEnd.Value + 1));
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
        spill?.Dispose();
    }

    /// <summary>Lets transient messages that take too much memory go to another directory, which is emptied first.</summary>
    /// <param name="device">The directory.</param>
    /// <param name="store">Keeps the messages.</param>
    /// <param name="memoryLimit">Octets of messages that are not too much.</param>
    internal void StartSpilling(IStorageDevice device, MessageStore store, long memoryLimit)
    {
        Log.Erase(device);
        var journal = new Journal(observer, Journal.Options) { Disk = Journal.Disk };
        var recovery = new Recovery(journal, store, schedule, new AccessState(), null);
        journal.Log = Log.Open(device, Journal.Options.Spilling, recovery, journal);
        Keep(journal, appendDefinitions: null);
        store.Spill = spill = new Spill(journal, store.Segments, memoryLimit);
    }

    internal void Start(Action appendDefinitions) => Keep(Journal, appendDefinitions);

    private void Keep(Journal journal, Action? appendDefinitions)
    {
        var keeper = new JournalKeeper(journal, appendDefinitions, observer);
        journal.Keeper = keeper;
        if (journal.Options.HasThreads)
            keeper.Start();
    }

    // Durable before anything is delivered: after a crash, what was must not pass for new.
    private void AppendStarted() => Journal.WaitUntilDurable(Journal.Append(RecordType.Started, []));

    private void AppendStopped()
    {
        var record = new RecordBuffer();
        foreach (var lane in Journal.Lanes)
            lane.WriteDelivered(record);
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
