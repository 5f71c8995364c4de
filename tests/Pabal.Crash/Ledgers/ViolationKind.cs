namespace Pabal.Crash.Ledgers;

/// <summary>The ways in which a broker can break its promises.</summary>
internal enum ViolationKind
{
    /// <summary>Confirmed and not acknowledged, but not there.</summary>
    Lost,

    /// <summary>Twice in a queue, or with two consumers at once.</summary>
    Duplicated,

    /// <summary>Before a message that its publisher had sent earlier.</summary>
    Reordered,

    /// <summary>Before its delay was over.</summary>
    Early,

    /// <summary>There although its time to live is over, also counted while the broker was down.</summary>
    Expired,

    /// <summary>There again after it was gone, or never published.</summary>
    Resurrected,

    /// <summary>Its octets are not those that were published.</summary>
    Corrupt,

    /// <summary>Delivered before, but not marked redelivered.</summary>
    Unmarked,

    /// <summary>A part of what must take effect as one.</summary>
    Half,

    /// <summary>Seen although its transaction was not committed.</summary>
    Uncommitted,

    /// <summary>An exchange, queue or binding that must be there is not, or is another.</summary>
    MissingDefinition,

    /// <summary>An exchange, queue or binding that was deleted is there.</summary>
    UndeletedDefinition,

    /// <summary>A policy that was set does not hold.</summary>
    Policy,

    /// <summary>The broker ended by itself, didn't start, didn't answer or refused what is allowed.</summary>
    Failed,
}
