using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>What a queue was declared as.</summary>
public sealed record QueueDefinition(string Name, bool Durable, bool Exclusive, bool AutoDelete, FieldTable Arguments)
{
    /// <summary>Made by a protocol head for its own use; not counted by limits.</summary>
    internal bool Internal { get; init; }
}
