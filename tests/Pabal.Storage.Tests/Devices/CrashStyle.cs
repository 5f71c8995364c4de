namespace Pabal.Storage.Tests.Devices;

/// <summary>What a crash leaves of what was not synced.</summary>
public enum CrashStyle
{
    /// <summary>Nothing.</summary>
    LosesAll,

    /// <summary>Everything: the process ended and the system went on.</summary>
    KeepsAll,

    /// <summary>Any subset in any order, each write torn at a sector's end.</summary>
    TearsSectors,

    /// <summary>Any subset in any order, each write torn at any octet.</summary>
    TearsOctets,
}
