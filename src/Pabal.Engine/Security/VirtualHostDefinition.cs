namespace Pabal.Engine.Security;

/// <summary>A virtual host as it is defined.</summary>
/// <param name="Name">As clients give it when they connect: up to 255 octets of UTF-8.</param>
public sealed record VirtualHostDefinition(string Name)
{
    /// <summary>For people.</summary>
    public string Description { get; init; } = "";

    /// <summary>For people and tools; the broker does nothing with them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
