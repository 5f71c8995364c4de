namespace Pabal.Engine.Security;

/// <summary>What is defined of a virtual host, apart from what is in it.</summary>
internal sealed record VirtualHostEntry(VirtualHostDefinition Definition, VirtualHostLimits Limits);
