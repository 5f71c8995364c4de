namespace Pabal.Crash.Ledgers;

/// <summary>What length a policy allows. Owned by who changes it, and by the check when that one has ended.</summary>
internal sealed class PolicyLedger
{
    /// <summary>The limit that holds; null before there is one.</summary>
    public int? Certain { get; private set; }

    /// <summary>The limit whose setting was not answered; null when there is none.</summary>
    public int? Uncertain { get; private set; }

    public void Setting(int limit) => Uncertain = limit;

    public void Set(int limit)
    {
        Certain = limit;
        Uncertain = null;
    }

    /// <summary>Whether a limit can hold; null stands for none.</summary>
    public bool Allows(int? limit) => limit == Certain || (limit is not null && limit == Uncertain);
}
