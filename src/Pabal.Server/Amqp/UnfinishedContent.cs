using System.Globalization;
using Pabal.Engine;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// What a connection has in the broker that no consumer can take: messages of transactions that are not committed, and long
/// ones that are still arriving. It is bounded, since it may be what the memory is used up by: nobody but this client can give
/// it up.
/// </summary>
/// <remarks>Owned by the connection's processing lock.</remarks>
internal sealed class UnfinishedContent(Broker broker)
{
    /// <summary>What one record of the log can hold of a transaction, with room for what is written beside the messages.</summary>
    private const long MaxOctets = 1024L * 1024 * 1024 * 9 / 10;

    private const int MemoryShare = 4;

    private readonly long limit = Math.Min(MaxOctets, broker.MemoryLimit / MemoryShare);
    private long octets;

    /// <summary>Counts a message that begins.</summary>
    /// <exception cref="AmqpException">It would be too much. A single message is not.</exception>
    public void Add(long length)
    {
        if (octets > 0 && octets + length > limit)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, string.Create(
                CultureInfo.InvariantCulture,
                $"uncommitted and incomplete messages of a connection may hold {limit} bytes, {octets + length} are too many"));
        }
        CheckMemory();
        octets += length;
    }

    /// <summary>Counts off what is published, or given up.</summary>
    public void Remove(long length) => octets -= length;

    /// <summary>Gives up what is not finished when the memory is used up far beyond the alarm.</summary>
    /// <exception cref="AmqpException">It is.</exception>
    public void CheckMemory()
    {
        if (broker.Alarm.IsMemoryExhausted)
            throw new AmqpException(ReplyCode.PreconditionFailed, "the broker has no memory for uncommitted or incomplete messages");
    }
}
