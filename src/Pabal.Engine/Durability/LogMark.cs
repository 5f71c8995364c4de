using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>A moment in the life of the log: what was done before it survives a crash once the log is durable up to it.</summary>
/// <param name="Value">A later mark has a greater value.</param>
public readonly record struct LogMark(long Value)
{
    /// <summary>Never reached: the log has failed before it could take what was done.</summary>
    public static LogMark Never => new(long.MaxValue);

    internal static LogMark Of(LogPosition end) => new(end.Value);

    public static bool operator <=(LogMark left, LogMark right) => left.Value <= right.Value;

    public static bool operator >=(LogMark left, LogMark right) => left.Value >= right.Value;
}
