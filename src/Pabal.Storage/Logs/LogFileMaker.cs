namespace Pabal.Storage;

/// <summary>Makes a log's files and removes them. Owned by the worker.</summary>
/// <remarks>
/// A removed file becomes the next one, where that can be: to overwrite octets that are there costs a sync less than to write
/// where the file system has only reserved room.
/// </remarks>
internal sealed class LogFileMaker(IStorageDevice device, long logId, int fileOctets)
{
    private string? spare;

    /// <summary>Makes a file with its header, durably.</summary>
    /// <exception cref="IOException">There is no room, or the device failed; no such file is there.</exception>
    /// <exception cref="LogFailedException">What is there is unknown.</exception>
    public IStorageFile Make(int number)
    {
        var name = LogFileName.Of(number);
        if (spare is not null)
            return Reuse(name, number);
        var file = device.Create(name, fileOctets);
        try
        {
            WriteHeader(file, number);
            device.SyncDirectory();
            return file;
        }
        catch (Exception cause)
        {
            file.Dispose();
            throw Failure(name, cause);
        }
    }

    /// <summary>Removes a file whose deletion is durable, or keeps it to be the next.</summary>
    /// <exception cref="IOException">It can't be removed.</exception>
    public void Remove(LogFile file)
    {
        file.Handle?.Dispose();
        var name = LogFileName.Of(file.Number);
        if (spare is null && file.Octets <= fileOctets && file.Octets > fileOctets / 2)
        {
            device.Rename(name, LogFileName.SpareOf(file.Number));
            spare = LogFileName.SpareOf(file.Number);
        }
        else
        {
            device.Delete(name);
        }
    }

    /// <summary>Removes what was made for a use that doesn't come.</summary>
    /// <param name="prepared">A file that nothing was appended to; 0 when there is none.</param>
    public void Clear(int prepared)
    {
        if (prepared > 0)
            device.Delete(LogFileName.Of(prepared));
        if (spare is not null)
            device.Delete(spare);
        spare = null;
    }

    // The name under which its old content counts must be gone for good before that is overwritten, and it gets its new name
    // only when the new header is on the device.
    private IStorageFile Reuse(string name, int number)
    {
        var old = spare!;
        try
        {
            device.SyncDirectory();
            using (var file = device.Open(old))
            {
                file.SetLength(fileOctets);
                WriteHeader(file, number);
            }
            device.Rename(old, name);
            spare = null;
            device.SyncDirectory();
            return device.Open(name);
        }
        catch (Exception cause)
        {
            throw Failure(name, cause);
        }
    }

    private void WriteHeader(IStorageFile file, int number)
    {
        Span<byte> header = stackalloc byte[LogFileHeader.Length];
        LogFileHeader.Write(header, number, logId);
        file.Write(0, header);
        file.Sync();
    }

    private static LogFailedException Failure(string name, Exception cause) =>
        new($"{name} can't be made: {cause.Message}", cause);
}
