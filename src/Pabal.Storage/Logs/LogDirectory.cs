using System.Collections.Concurrent;

namespace Pabal.Storage;

/// <summary>The files of a log. Thread-safe.</summary>
internal sealed class LogDirectory(IStorageDevice device) : IDisposable
{
    private readonly ConcurrentDictionary<int, LogFile> files = new();

    /// <summary>What all files of this log bear.</summary>
    public long LogId { get; private set; }

    /// <summary>The numbers of the log's files on a device, ascending.</summary>
    public static List<int> NumbersOn(IStorageDevice device)
    {
        var numbers = new List<int>();
        foreach (var name in device.List())
        {
            if (LogFileName.TryParse(name, out var number))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    /// <summary>Takes over what was found, durably, and says in which file the log goes on.</summary>
    /// <param name="found">What the log's files hold.</param>
    /// <param name="footer">What is in the last one; emptied when the log goes on in another.</param>
    /// <param name="logId">The log's.</param>
    /// <param name="fileOctets">How long files are.</param>
    /// <exception cref="IOException">The device failed.</exception>
    public LogFile Continue(LogReport found, LogFooter footer, long logId, int fileOctets)
    {
        LogId = logId;
        if (found.Files.Count == 0)
        {
            Clear(found);
            return Add(1, fileOctets);
        }
        for (var i = 0; i < found.Files.Count - 1; i++)
        {
            if (!Contains(found.UnfinishedDeletions, found.Files[i].Number))
                OpenSealed(found.Files[i]);
        }
        var next = ContinueLast(found.Files[^1], footer, fileOctets);
        // Only now is it durable that these had been given up.
        foreach (var number in found.UnfinishedDeletions)
            device.Delete(LogFileName.Of(number));
        Clear(found);
        device.SyncDirectory();
        return next;
    }

    /// <summary>Announces a file that the committer will make.</summary>
    public LogFile Add(int number, long reservedOctets)
    {
        var file = new LogFile(number, reservedOctets);
        files[number] = file;
        return file;
    }

    public LogFile? Find(int number) => files.GetValueOrDefault(number);

    /// <exception cref="InvalidOperationException">The position's file is not in the log.</exception>
    public LogFile Get(LogPosition position) =>
        Find(position.File) ?? throw new InvalidOperationException($"{position} is not in the log.");

    public void Forget(LogFile file) => files.TryRemove(file.Number, out _);

    /// <summary>The numbers of all files, ascending.</summary>
    public List<int> Numbers()
    {
        var numbers = new List<int>();
        foreach (var (number, _) in files)
            numbers.Add(number);
        numbers.Sort();
        return numbers;
    }

    public List<LogFileStatistics> Statistics()
    {
        var statistics = new List<LogFileStatistics>();
        foreach (var (_, file) in files)
            statistics.Add(file.Statistics);
        statistics.Sort((left, right) => left.Number.CompareTo(right.Number));
        return statistics;
    }

    /// <exception cref="IOException">The device failed, or the position is not in the log.</exception>
    public void Read(LogPosition position, Span<byte> destination)
    {
        try
        {
            // A file that was given up while it was read may have become another by the end.
            if (Find(position.File) is { Handle: { } handle } file
                && handle.ReadFully(position.Offset, destination) == destination.Length
                && Find(position.File) == file)
            {
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            // The file was deleted, or the log closed, since its handle was looked up.
        }
        throw new IOException($"{position} is not in the log.");
    }

    public void Dispose()
    {
        foreach (var (_, file) in files)
            file.Handle?.Dispose();
    }

    private void Clear(LogReport found)
    {
        if (found.UnusedFile is { } unused)
            device.Delete(LogFileName.Of(unused));
        foreach (var name in device.List())
        {
            if (LogFileName.IsSpare(name))
                device.Delete(name);
        }
    }

    private LogFile Open(LogFileReport found, long reservedOctets)
    {
        var file = Add(found.Number, reservedOctets);
        file.Octets = found.Octets;
        file.Handle = device.Open(LogFileName.Of(found.Number));
        return file;
    }

    private LogFile OpenSealed(LogFileReport found)
    {
        var file = Open(found, found.Octets);
        file.IsSealed = true;
        return file;
    }

    private LogFile ContinueLast(LogFileReport last, LogFooter footer, int fileOctets)
    {
        var file = last.IsSealed
            ? OpenSealed(last)
            : Open(last, Math.Max(fileOctets, last.Octets + footer.SealedLength));
        // What a crash left behind the end must never be taken for what follows it. And what recovery has read may be in the
        // system's memory only: nothing may be built on it before it is on the device.
        file.Handle!.SetLength(last.Octets);
        if (!last.IsSealed)
            file.Handle.SetLength(file.ReservedOctets);
        file.Handle.Sync();
        if (!last.IsSealed)
            return file;
        footer.Clear();
        return Add(last.Number + 1, fileOctets);
    }

    private static bool Contains(IReadOnlyList<int> numbers, int wanted)
    {
        foreach (var number in numbers)
        {
            if (number == wanted)
                return true;
        }
        return false;
    }
}
