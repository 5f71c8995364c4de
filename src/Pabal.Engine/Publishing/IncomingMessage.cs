using Pabal.Engine.Messages;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>A message on its way in, whose body may still be arriving. Reused for message after message by its owner.</summary>
public sealed class IncomingMessage
{
    public bool IsOpen => Route is not null;

    public Route? Route { get; internal set; }

    /// <summary>Octets of the body that are still to come.</summary>
    public int Missing { get; internal set; }

    /// <summary>Octets of the body.</summary>
    public int BodyLength { get; internal set; }

    /// <summary>The message as it will stand in queues.</summary>
    public QueueEntry Entry { get; internal set; }

    /// <summary>Neither headers nor expiration: where it goes is all that it is about.</summary>
    internal bool IsPlain { get; set; }

    /// <summary>Routing keys that the CC and BCC headers add.</summary>
    internal string[] FurtherKeys { get; set; } = [];

    /// <summary>In a transaction it goes to no queue that may refuse it, since its publisher has to know at once.</summary>
    internal bool MustBeTaken { get; set; }

    /// <summary>In a transaction it shows, when that is carried out, whether the queues have taken it.</summary>
    internal bool IsTentative { get; set; }

    /// <summary>Where it went, once it is complete; null unless it <see cref="IsTentative"/>.</summary>
    internal RouteTargets? TentativeTargets { get; set; }

    /// <summary>The headers of a dead letter that must not go round in circles; null for other messages.</summary>
    internal FieldTable? Deaths { get; set; }

    /// <summary>Milliseconds for which it is kept before it is routed.</summary>
    internal long DelayMs { get; set; }

    internal void Close()
    {
        Route = null;
        FurtherKeys = [];
        MustBeTaken = false;
        IsTentative = false;
        Deaths = null;
        DelayMs = 0;
    }
}
