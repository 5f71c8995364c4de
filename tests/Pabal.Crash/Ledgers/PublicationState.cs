namespace Pabal.Crash.Ledgers;

/// <summary>What is known of a publication.</summary>
internal enum PublicationState
{
    /// <summary>Part of a transaction whose commit was not sent: nobody may ever see it.</summary>
    Prepared,

    /// <summary>Sent, or its commit was: after a crash it is there as a whole or not at all.</summary>
    Sent,

    /// <summary>Confirmed, committed or found after a restart: it has to be there until it is settled.</summary>
    Certain,
}
