using Pabal.Server.Amqp;

namespace Pabal.Server;

/// <summary>How a broker is set up. Read once, when it starts.</summary>
public sealed class PabalOptions
{
    /// <summary>How AMQP 0-9-1 is served.</summary>
    public AmqpOptions Amqp { get; } = new();

    /// <summary>The one user there is at the start.</summary>
    public string DefaultUser { get; set; } = "guest";

    /// <summary>Its password. With the user guest it is accepted from this machine only.</summary>
    public string DefaultPassword { get; set; } = "guest";

    /// <summary>
    /// Where durable queues, persistent messages and definitions are kept; empty to keep nothing. Made if it isn't there; one
    /// broker may use it at a time.
    /// </summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>
    /// A file of definitions in RabbitMQ's format, which is imported whenever the broker starts, before it listens; empty for
    /// none.
    /// </summary>
    public string DefinitionsFile { get; set; } = "";

    /// <summary>What a confirm waits for.</summary>
    public SyncMode Sync { get; set; }

    /// <summary>
    /// Octets of messages in memory at which publishers have to wait; 0 for four tenths of the memory this process may use.
    /// </summary>
    public long MemoryLimit { get; set; }

    /// <summary>
    /// Octets free where <see cref="DataDirectory"/> is, below which publishers have to wait; 0 for no limit. What is left
    /// is for those who go on: consumers' acknowledgements, and the work by which files of the log become free. It should be
    /// more than the largest messages that are published at one time.
    /// </summary>
    public long DiskFreeLimit { get; set; } = 256 * 1024 * 1024;

    /// <summary>
    /// Octets reserved for each file of the log, from 1 MiB to 64 MiB. Files are given up as a whole: small ones follow what is
    /// live more closely, large ones are fewer.
    /// </summary>
    public int LogFileSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// With AddPabal: whether the host stops when the storage has failed, since the broker serves nobody any more. Otherwise
    /// wait for <see cref="PabalBroker.StorageFailed"/>.
    /// </summary>
    public bool StopHostOnStorageFailure { get; set; } = true;
}
