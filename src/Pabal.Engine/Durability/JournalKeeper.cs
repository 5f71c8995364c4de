using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>
/// Keeps the log short, on a thread of its own: writes checkpoints, deletes files in which nothing is live, and moves what
/// little is live out of others.
/// </summary>
internal sealed class JournalKeeper : IDurabilityObserver
{
    private const int PassIntervalMs = 1000;
    private const int StateRecordCapacity = 64 * 1024;

    // A file goes when less than one part in so many of it is live: then each octet is copied a third of a time in all.
    private const int CompactionDivisor = 4;

    private readonly Journal journal;
    private readonly Action? appendDefinitions;
    private readonly IStorageObserver? observer;
    private readonly WorkSignal work = new();
    private readonly HashSet<int> damagedFiles = [];
    private readonly Dictionary<int, long> attempts = [];
    private Thread? thread;
    private (int Begin, LogPosition End)? checkpoint;
    private Dictionary<int, long> sparseSince = [];
    private int coveredEnd;
    private LogPosition lastCheckpointEnd;
    private long lastCheckpointOctets;
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
    }

    public void Start()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log keeper" };
        thread.Start();
    }

    public void Stop()
    {
        isStopped = true;
        work.Set();
        thread?.Join();
    }

    /// <summary>A file is full. Called on the log's thread.</summary>
    public void OnFileSealed()
    {
        needsCheckpoint = true;
        work.Set();
    }

    /// <summary>The checkpoint is durable.</summary>
    public void OnDurable() => work.Set();

    /// <summary>Does what there is to do; waits for nothing but reading.</summary>
    /// <exception cref="LogFailedException">The log has failed.</exception>
    public void RunPass()
    {
        if (checkpoint is { } written && journal.DurableEnd >= written.End)
        {
            coveredEnd = written.Begin;
            checkpoint = null;
        }
        // One that is longer than a file fills files by itself, which must not ask for the next.
        if (needsCheckpoint && checkpoint is null && OctetsSince(lastCheckpointEnd) >= lastCheckpointOctets)
            WriteCheckpoint();
        var files = journal.Log.Statistics();
        DeleteUnneeded(files);
        CompactOne(files);
    }

    private void Run()
    {
        try
        {
            while (!isStopped && journal.Failure is null)
            {
                RunPass();
                work.Wait(PassIntervalMs);
            }
        }
        catch (LogFailedException)
        {
            // The journal has been told.
        }
    }

    // What older files say of definitions and of settled messages is said again; then only their messages count. Whatever is
    // in them was carried out before the states are written: a change that is appended from here on lies in a later file.
    private void WriteCheckpoint()
    {
        needsCheckpoint = false;
        if (appendDefinitions is null)
        {
            coveredEnd = int.MaxValue;
            return;
        }
        LogPosition begin;
        lock (journal.TransactionGate)
            begin = journal.Log.End;
        var lanes = journal.Lanes;
        appendDefinitions();
        var ranges = new List<(ulong First, ulong End)>();
        AppendStates(RecordType.Settled, lanes, (lane, record) => lane.WriteSettled(record, ranges));
        AppendStates(RecordType.Returned, lanes, static (lane, record) => (lane as QueueLane)?.WriteReturned(record));
        foreach (var state in journal.States)
            state.AppendTo(journal);
        var end = journal.Log.End;
        checkpoint = (begin.File, end);
        lastCheckpointOctets = OctetsSince(begin);
        lastCheckpointEnd = end;
        journal.Notify(this, end);
    }

    private void AppendStates(byte type, IEnumerable<IMessageLane> lanes, Action<IMessageLane, RecordBuffer> write)
    {
        var record = new RecordBuffer();
        foreach (var lane in lanes)
        {
            write(lane, record);
            if (record.Length < StateRecordCapacity)
                continue;
            journal.Append(type, record.Octets);
            record.Clear();
        }
        if (record.Length > 0)
            journal.Append(type, record.Octets);
    }

    private long OctetsSince(LogPosition position)
    {
        var octets = 0L;
        foreach (var file in journal.Log.Statistics())
        {
            if (file.Number >= position.File)
                octets += file.Octets - (file.Number == position.File ? position.Offset : 0);
        }
        return octets;
    }

    // What a transaction settles, and what a deleted queue had, counts as live until that was appended, so that the file
    // goes later than that. Other messages that are settled need not come back, whether the log knows it yet or not.
    private void DeleteUnneeded(IReadOnlyList<LogFileStatistics> files)
    {
        foreach (var file in files)
        {
            if (!file.IsSealed || file.Number >= coveredEnd || file.LiveCount > 0)
                continue;
            journal.Log.Delete(file.Number);
            attempts.Remove(file.Number);
        }
    }

    private void CompactOne(IReadOnlyList<LogFileStatistics> files)
    {
        LogFileStatistics? sparsest = null;
        var now = Environment.TickCount64;
        var stillSparse = new Dictionary<int, long>();
        foreach (var file in files)
        {
            if (!file.IsSealed || file.Number >= coveredEnd || file.LiveCount == 0 || damagedFiles.Contains(file.Number))
                continue;
            if (file.LiveOctets * CompactionDivisor >= file.Octets)
                continue;
            var since = stillSparse[file.Number] = sparseSince.GetValueOrDefault(file.Number, now);
            if (now - since >= journal.Options.SparseForMs && file.LiveOctets < (sparsest?.LiveOctets ?? long.MaxValue))
                sparsest = file;
        }
        sparseSince = stillSparse;
        if (sparsest is not { } chosen)
            return;
        // A publisher may be about to say where its messages are: then the file needs a further round, and what the earlier
        // ones have moved must go on to count.
        if (!attempts.TryGetValue(chosen.Number, out var attempt))
            attempt = journal.Log.End.Value;
        try
        {
            new Compaction(journal, chosen.Number, attempt).Run(chosen);
            if (attempts.TryAdd(chosen.Number, attempt))
                work.Set();
        }
        catch (Exception exception) when (exception is IOException or LogDamageException)
        {
            damagedFiles.Add(chosen.Number);
            observer?.OnDamaged(exception.Message);
        }
    }
}
