namespace Pabal.Storage;

/// <summary>Something that had been made durable and can't be read any more.</summary>
/// <param name="Position">Where.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record LogDamage(LogPosition Position, string Problem)
{
    public override string ToString() => $"{Position}: {Problem}";
}
