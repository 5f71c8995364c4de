namespace Pabal.Storage;

/// <summary>A place in the log: the number of a file and an offset in it. Later places compare as greater.</summary>
/// <param name="Value">File number in the upper 32 bits, offset in the lower.</param>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    public LogPosition(int file, long offset)
        : this(((long)file << 32) | offset)
    {
    }

    public int File => (int)(Value >> 32);

    public long Offset => Value & uint.MaxValue;

    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);

    /// <summary>File and offset as they stand in reports: 0000002a.log@1048576.</summary>
    public override string ToString() => $"{LogFileName.Of(File)}@{Offset}";

    public static bool operator <(LogPosition left, LogPosition right) => left.Value < right.Value;

    public static bool operator >(LogPosition left, LogPosition right) => left.Value > right.Value;

    public static bool operator <=(LogPosition left, LogPosition right) => left.Value <= right.Value;

    public static bool operator >=(LogPosition left, LogPosition right) => left.Value >= right.Value;
}
