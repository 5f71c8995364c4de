namespace Pabal.Crash.Ledgers;

/// <summary>What is known of a definition.</summary>
internal enum Presence
{
    Absent,

    Present,

    /// <summary>Its declaration or deletion was sent and not answered.</summary>
    Uncertain,
}
