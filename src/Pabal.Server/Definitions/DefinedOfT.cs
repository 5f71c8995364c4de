namespace Pabal.Server.Definitions;

/// <summary>Something in a virtual host, as definitions have it.</summary>
/// <param name="Path">Where it stands in the file, for whoever is told of it.</param>
/// <param name="VirtualHost">The virtual host's name.</param>
/// <param name="Value">What it is.</param>
internal sealed record Defined<T>(string Path, string VirtualHost, T Value);
