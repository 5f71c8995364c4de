using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>What an exchange was declared as; <paramref name="Type"/> is the type's name, such as "topic".</summary>
public sealed record ExchangeDefinition(
    string Name, string Type, bool Durable, bool AutoDelete, bool Internal, FieldTable Arguments);
