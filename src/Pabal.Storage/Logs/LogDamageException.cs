namespace Pabal.Storage;

/// <summary>A log has damage before its end: opening it would silently lose what was promised. Nothing was changed.</summary>
public sealed class LogDamageException : Exception
{
    /// <param name="damage">Every place.</param>
    public LogDamageException(IReadOnlyList<LogDamage> damage)
        : base($"the log is damaged: {string.Join("; ", damage)}") => Damage = damage;

    /// <summary>Every damaged place.</summary>
    public IReadOnlyList<LogDamage> Damage { get; }
}
