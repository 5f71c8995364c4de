namespace Pabal.Storage;

/// <summary>Something durable in a log can't be read. When a log is opened: nothing was changed.</summary>
public sealed class LogDamageException : Exception
{
    private const int PlacesInMessage = 10;

    /// <param name="damage">Every place.</param>
    public LogDamageException(IReadOnlyList<LogDamage> damage)
        : base(Describe(damage)) => Damage = damage;

    /// <summary>Every damaged place.</summary>
    public IReadOnlyList<LogDamage> Damage { get; }

    private static string Describe(IReadOnlyList<LogDamage> damage)
    {
        var text = "the log is damaged";
        for (var i = 0; i < Math.Min(damage.Count, PlacesInMessage); i++)
            text += (i == 0 ? ": " : "; ") + damage[i];
        return damage.Count > PlacesInMessage ? $"{text}; and {damage.Count - PlacesInMessage} other places" : text;
    }
}
