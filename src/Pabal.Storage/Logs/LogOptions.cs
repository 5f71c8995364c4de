namespace Pabal.Storage;

/// <summary>How a log is kept.</summary>
public sealed class LogOptions
{
    /// <summary>The smallest <see cref="FileOctets"/>.</summary>
    public const int MinFileOctets = 256;

    /// <summary>Octets reserved for each file, at least <see cref="MinFileOctets"/>. A longer record gets a file of its own.</summary>
    public int FileOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// True: durable means that the device has confirmed it. False: durable means handed to the operating system, which
    /// survives a crash of the process and not one of the machine.
    /// </summary>
    public bool SyncsDevice { get; init; } = true;

    /// <summary>
    /// Octets that may wait to be written before <see cref="Log.IsCongested"/> asks writers to wait. Appends beyond it are
    /// still taken: the writers' own limits bound the memory.
    /// </summary>
    public long CongestionOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// True: opening the log reads every record. False: of a sealed file it reads the footer, and a body that can't be read
    /// shows when somebody asks for it.
    /// </summary>
    public bool ChecksBodies { get; init; }

    /// <summary>Gives a new log its id, which whoever sends messages must not be able to guess.</summary>
    public Random Random { get; init; } = Random.Shared;
}
