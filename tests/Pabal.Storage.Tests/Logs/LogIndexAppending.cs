namespace Pabal.Storage.Tests.Logs;

/// <summary>Appends records that are only index, as most tests want them.</summary>
public static class LogIndexAppending
{
    public static LogPosition Append(this Log log, byte type, ReadOnlySpan<byte> index, out LogPosition end) =>
        log.Append(new LogAppend { Type = type, Index = index }, out end);
}
