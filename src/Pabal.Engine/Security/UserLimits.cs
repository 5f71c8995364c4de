namespace Pabal.Engine.Security;

/// <summary>What a user may have at a time; null or a negative number for no limit.</summary>
/// <param name="MaxConnections">Open connections.</param>
/// <param name="MaxChannels">Open channels on all connections together.</param>
public sealed record UserLimits(long? MaxConnections = null, long? MaxChannels = null)
{
    public static UserLimits None { get; } = new();
}
