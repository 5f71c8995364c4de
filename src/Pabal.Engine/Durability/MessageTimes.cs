namespace Pabal.Engine.Durability;

/// <summary>How soon some messages may expire, as far as that is known without reading them.</summary>
/// <param name="ArrivedAtMs">When the first of them came, in milliseconds since 1970; 0 when that of one was not noted.</param>
/// <param name="ExpiresAtMs">When the first of them expires by its own property; 0 when none does.</param>
internal readonly record struct MessageTimes(long ArrivedAtMs, long ExpiresAtMs)
{
    /// <summary>What holds for these messages and others together.</summary>
    public MessageTimes With(MessageTimes other) =>
        new(Math.Min(ArrivedAtMs, other.ArrivedAtMs), Earliest(ExpiresAtMs, other.ExpiresAtMs));

    private static long Earliest(long one, long other) =>
        one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}
