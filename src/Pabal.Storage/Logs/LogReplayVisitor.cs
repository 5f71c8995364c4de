namespace Pabal.Storage;

/// <summary>Hands on what the owner of a log appended, up to the first place that can't be read.</summary>
internal sealed class LogReplayVisitor(ILogReplay replay) : ILogVisitor
{
    public void OnRecord(in LogRecord record, ReadOnlySpan<byte> payload)
    {
        if (record.IsWhole && !record.IsBehindGap && !record.IsLogsOwn)
            replay.OnRecord(record.Type, record.Position, payload[..record.IndexLength], record.Length);
    }

    public void OnProgress(int file, int done, int total) => replay.OnProgress(file, done, total);
}
