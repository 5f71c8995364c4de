using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>A rule of a source exchange: messages that match go to the destination.</summary>
public sealed record Binding(IBindingDestination Destination, string RoutingKey, FieldTable Arguments);
