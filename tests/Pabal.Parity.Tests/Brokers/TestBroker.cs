namespace Pabal.Parity.Tests.Brokers;

/// <summary>One of the two brokers that are compared.</summary>
internal sealed record TestBroker(string Name, int Port, IAdministration Administration);
