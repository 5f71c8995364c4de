namespace Pabal.Engine.Security;

/// <summary>
/// Which routing keys a user may use with a topic exchange: regular expressions as in <see cref="Permission"/>, where
/// {username} and {vhost} stand for the user's and the virtual host's names. Without one every key is allowed.
/// </summary>
/// <param name="Exchange">The exchange's name; empty for the default exchange, which has no topics.</param>
/// <param name="Write">The keys that the user may publish with.</param>
/// <param name="Read">The keys that the user may bind with.</param>
public sealed record TopicPermission(string Exchange, string Write, string Read);
