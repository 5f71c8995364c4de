namespace Pabal.Engine.Delays;

/// <summary>When a delayed message is due; of those that are due at one time, the one that came first.</summary>
/// <param name="AtMs">Milliseconds since 1970.</param>
/// <param name="Number">The message's.</param>
internal readonly record struct DueTime(long AtMs, ulong Number) : IComparable<DueTime>
{
    public int CompareTo(DueTime other) => AtMs != other.AtMs ? AtMs.CompareTo(other.AtMs) : Number.CompareTo(other.Number);
}
