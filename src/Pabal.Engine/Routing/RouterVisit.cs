namespace Pabal.Engine.Routing;

/// <summary>An exchange that a message comes to, and the routing key it has there; null for those it was published with.</summary>
internal readonly record struct RouterVisit(Exchange Exchange, string? RoutingKey);
