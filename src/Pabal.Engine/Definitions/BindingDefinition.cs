using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>What leads from an exchange to a queue, or to another exchange.</summary>
public sealed record BindingDefinition(string Source, string Destination, bool IsToQueue, string RoutingKey, FieldTable Arguments);
