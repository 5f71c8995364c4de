namespace Pabal.Engine.Security;

/// <summary>
/// What a user may do in a virtual host: regular expressions of the names of exchanges and queues, as RabbitMQ has them. One
/// that isn't anchored matches anywhere in the name; an empty one matches nothing but the empty name.
/// </summary>
/// <param name="Configure">What the user may declare and delete.</param>
/// <param name="Write">What the user may publish to and bind.</param>
/// <param name="Read">What the user may consume and bind from.</param>
public sealed record Permission(string Configure, string Write, string Read)
{
    /// <summary>Everything is allowed.</summary>
    public static Permission All { get; } = new(".*", ".*", ".*");
}
