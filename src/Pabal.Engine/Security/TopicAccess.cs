namespace Pabal.Engine.Security;

/// <summary>A topic permission with its expressions made ready for one user and virtual host.</summary>
internal sealed class TopicAccess(TopicPermission permission, string user, string virtualHost)
{
    private readonly AccessPattern write = new(Expand(permission.Write, user, virtualHost));
    private readonly AccessPattern read = new(Expand(permission.Read, user, virtualHost));

    public TopicPermission Permission => permission;

    public bool Allows(AccessRight right, string routingKey) => (right == AccessRight.Write ? write : read).Matches(routingKey);

    // Names are no expressions: the dot in "a.b" means itself.
    private static string Expand(string pattern, string user, string virtualHost) => pattern
        .Replace("{username}", System.Text.RegularExpressions.Regex.Escape(user), StringComparison.Ordinal)
        .Replace("{vhost}", System.Text.RegularExpressions.Regex.Escape(virtualHost), StringComparison.Ordinal);
}
