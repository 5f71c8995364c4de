namespace Pabal.Storage;

/// <summary>The files of a log. Thread-safe.</summary>
internal sealed class LogDirectory(IStorageDevice device) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, LogFile> files = [];

    /// <summary>The numbers of the log's files, ascending.</summary>
    public List<int> Numbers()
    {
        var numbers = new List<int>();
        foreach (var name in device.List())
        {
            if (LogFileHeader.TryParseName(name, out var number))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    /// <summary>Opens a file that is complete.</summary>
    public LogFile Open(int number)
    {
        var handle = device.Open(LogFileHeader.NameOf(number));
        var file = Add(number, handle.Length);
        file.Handle = handle;
        return file;
    }

    /// <summary>The file that the log goes on in, with nothing behind its end, and where in it.</summary>
    public (LogFile File, long End) Continue(List<int> numbers, LogPosition end, bool isSealed, int fileOctets)
    {
        if (numbers.Count > 0 && !isSealed && end.Offset >= LogFileHeader.Length)
        {
            var last = Open(end.File);
            // What a crash left behind the end must never be taken for what follows it.
            last.Handle!.SetLength(end.Offset);
            last.Handle.SetLength(last.ReservedOctets);
            last.Handle.Sync();
            return (last, end.Offset);
        }
        if (isSealed)
            Open(end.File);
        else if (numbers.Count > 0)
            device.Delete(LogFileHeader.NameOf(end.File));
        var next = isSealed ? end.File + 1 : Math.Max(end.File, 1);
        return (Add(next, fileOctets), LogFileHeader.Length);
    }

    /// <summary>Announces a file that the committer will make.</summary>
    public LogFile Add(int number, long reservedOctets)
    {
        var file = new LogFile(number, reservedOctets);
        lock (gate)
            files.Add(number, file);
        return file;
    }

    /// <summary>Makes an announced file, with its header, durably.</summary>
    /// <exception cref="IOException">The device failed or is full.</exception>
    public void Create(LogFile file)
    {
        var handle = device.Create(LogFileHeader.NameOf(file.Number), file.ReservedOctets);
        Span<byte> header = stackalloc byte[LogFileHeader.Length];
        LogFileHeader.Write(header, file.Number);
        handle.Write(0, header);
        handle.Sync();
        device.SyncDirectory();
        file.Handle = handle;
    }

    /// <exception cref="IOException">The device failed, or the position is not in the log.</exception>
    public void Read(LogPosition position, Span<byte> destination)
    {
        LogFile? file;
        lock (gate)
            files.TryGetValue(position.File, out file);
        if (file?.Handle is not { } handle || handle.Read(position.Offset, destination) < destination.Length)
            throw new IOException($"{position} is not in the log.");
    }

    public void Dispose()
    {
        foreach (var (_, file) in files)
            file.Handle?.Dispose();
    }
}
