using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>
/// Keeps the log short, on a thread of its own: writes checkpoints, deletes files in which nothing is live, and moves what
/// little is live out of others.
/// </summary>
internal sealed class JournalKeeper : IDisposable
{
    private const int PassIntervalMs = 1000;
    private const int StateRecordCapacity = 64 * 1024;

    // A file goes when less than one part in so many of it is live: then each octet is copied a third of a time in all.
    private const int CompactionDivisor = 4;

    private readonly Journal journal;
    private readonly Action? appendDefinitions;
    private readonly IStorageObserver? observer;
    private readonly AutoResetEvent work = new(initialState: false);
    private readonly Thread thread;
    private readonly HashSet<int> damagedFiles = [];
    private HashSet<int> unneeded = [];
    private int coveredEnd;
    private volatile bool needsCheckpoint;
    private volatile bool isStopped;

    /// <param name="journal">An open log, and the queues in it.</param>
    /// <param name="appendDefinitions">Appends snapshots of all definitions; null where nothing lasts.</param>
    /// <param name="observer">Told of a file that is damaged.</param>
    public JournalKeeper(Journal journal, Action? appendDefinitions, IStorageObserver? observer)
    {
        this.observer = observer;
        this.journal = journal;
        this.appendDefinitions = appendDefinitions;
        needsCheckpoint = journal.Log.Statistics().Count > 1;
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log keeper" };
        thread.Start();
    }

    public void Dispose()
    {
        isStopped = true;
        work.Set();
        thread.Join();
        work.Dispose();
    }

    /// <summary>A file is full. Called on the log's thread.</summary>
    public void OnFileSealed()
    {
        needsCheckpoint = true;
        try
        {
            work.Set();
        }
        catch (ObjectDisposedException)
        {
            // The broker ends: the log still writes when its keeper has gone, and the next start makes up for it.
        }
    }

    private void Run()
    {
        while (!isStopped && journal.Failure is null)
        {
            try
            {
                if (needsCheckpoint)
                    WriteCheckpoint();
                DeleteUnneeded();
                CompactOne();
            }
            catch (LogFailedException)
            {
                return;
            }
            work.WaitOne(PassIntervalMs);
        }
    }

    // What older files say of definitions and of settled messages is said again; then only their messages count.
    private void WriteCheckpoint()
    {
        needsCheckpoint = false;
        if (appendDefinitions is null)
        {
            coveredEnd = int.MaxValue;
            return;
        }
        var begin = journal.Log.End.File;
        appendDefinitions();
        var record = new RecordBuffer();
        var ranges = new List<(ulong First, ulong End)>();
        foreach (var queue in journal.Queues)
        {
            queue.WriteSettled(record, ranges);
            if (record.Length < StateRecordCapacity)
                continue;
            journal.Append(RecordType.Settled, record.Octets);
            record.Clear();
        }
        var end = record.Length > 0 ? journal.Append(RecordType.Settled, record.Octets) : journal.Log.End;
        if (journal.WaitUntilDurable(end))
            coveredEnd = begin;
    }

    private void DeleteUnneeded()
    {
        var stillUnneeded = new HashSet<int>();
        foreach (var file in journal.Log.Statistics())
        {
            if (!file.IsSealed || file.Number >= coveredEnd || file.LiveCount > 0)
                continue;
            // The second time only: what made it so, such as a transaction, has been appended by then.
            if (unneeded.Contains(file.Number))
                journal.Log.Delete(file.Number);
            else
                stillUnneeded.Add(file.Number);
        }
        unneeded = stillUnneeded;
    }

    private void CompactOne()
    {
        LogFileStatistics? sparsest = null;
        foreach (var file in journal.Log.Statistics())
        {
            if (!file.IsSealed || file.Number >= coveredEnd || file.LiveCount == 0 || damagedFiles.Contains(file.Number))
                continue;
            if (file.LiveOctets * CompactionDivisor < file.Octets && file.LiveOctets < (sparsest?.LiveOctets ?? long.MaxValue))
                sparsest = file;
        }
        if (sparsest is not { } chosen)
            return;
        try
        {
            new Compaction(journal, chosen.Number).Run(chosen);
            work.Set();
        }
        catch (Exception exception) when (exception is IOException or LogDamageException)
        {
            damagedFiles.Add(chosen.Number);
            observer?.OnDamaged(exception.Message);
        }
    }
}
