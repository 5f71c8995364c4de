namespace Pabal.Crash.Ledgers;

/// <summary>How much has happened, for the user.</summary>
internal sealed class LedgerCounts
{
    public long Published { get; set; }

    public long Confirmed { get; set; }

    public long Settled { get; set; }
}
