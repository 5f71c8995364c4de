namespace Pabal.Storage;

/// <summary>Looks at a log that nobody has open, without changing anything.</summary>
public static class LogInspector
{
    /// <summary>Checks every record, and that the footers agree with them.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">The log is of another format.</exception>
    public static LogReport Verify(IStorageDevice device) => Dump(device, new NoVisitor());

    /// <summary>Checks every record, and shows it.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">The log is of another format.</exception>
    public static LogReport Dump(IStorageDevice device, ILogVisitor visitor) =>
        new LogScan(device, visitor, checksBodies: true, new LogFooter(new LogBlockPool())).Run(LogDirectory.NumbersOn(device));

    private sealed class NoVisitor : ILogVisitor
    {
        public void OnRecord(in LogRecord record, ReadOnlySpan<byte> payload)
        {
        }

        public void OnProgress(int file, int done, int total)
        {
        }
    }
}
