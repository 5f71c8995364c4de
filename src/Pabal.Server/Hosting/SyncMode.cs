namespace Pabal.Server;

/// <summary>What has to have become of a message before it counts as stored.</summary>
public enum SyncMode
{
    /// <summary>The storage device has confirmed it: it survives a power loss.</summary>
    Always,

    /// <summary>The operating system has it: it survives the end of the broker's process, and not that of the machine.</summary>
    Os,
}
