namespace Pabal.Engine;

/// <summary>What there is too little of.</summary>
[Flags]
public enum ScarceResources
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Memory for messages.</summary>
    Memory = 1,

    /// <summary>Room where the log is kept.</summary>
    Disk = 2,
}
