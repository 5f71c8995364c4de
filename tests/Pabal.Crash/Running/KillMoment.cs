namespace Pabal.Crash.Running;

/// <summary>When and how the broker is ended in a round.</summary>
internal enum KillMoment
{
    /// <summary>SIGKILL at any time.</summary>
    Random,

    /// <summary>SIGKILL right after many messages were sent.</summary>
    AfterBurst,

    /// <summary>SIGTERM, and it may take its time.</summary>
    Terminated,

    /// <summary>SIGTERM, and SIGKILL while it stops.</summary>
    KilledWhileStopping,
}
