using Pabal.Engine.Durability;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Durability;

/// <summary>One message in one queue, as the model knows it.</summary>
internal sealed class ModelMessage(string body, bool isPersistent)
{
    public string Body => body;

    public bool IsPersistent => isPersistent;

    /// <summary>As its queue has it.</summary>
    public byte Priority { get; init; }

    /// <summary>The queue may give it up from this time on; null when it never expires.</summary>
    public long? ExpiresAtMs { get; init; }

    /// <summary>The queue may have given it up, since it had to hold so many others; or it was refused within a transaction.</summary>
    public bool MayBeDropped { get; set; }

    /// <summary>Once the log is durable up to this, the message must survive.</summary>
    public LogMark PublishedAt { get; set; } = LogMark.Never;

    /// <summary>Once the log is durable up to this, it must not come back; null while it is not settled.</summary>
    public LogMark? SettledAt { get; set; }

    /// <summary>Present while it is delivered and not settled.</summary>
    public Settlement? Held { get; set; }

    /// <summary>It was rejected, and is to be published to the dead-letter exchange.</summary>
    public bool IsDead { get; set; }

    public bool WasDelivered { get; set; }

    /// <summary>It was there when a broker crashed: then nobody knows whether it was delivered.</summary>
    public bool HasSeenACrash { get; set; }
}
