namespace Pabal.Parity.Tests.Comparing;

/// <summary>A place where two transcripts differ.</summary>
internal sealed record Hunk(IReadOnlyList<string> RabbitMq, IReadOnlyList<string> Pabal)
{
    public bool Equals(Hunk? other) =>
        other is not null && RabbitMq.SequenceEqual(other.RabbitMq) && Pabal.SequenceEqual(other.Pabal);

    public override int GetHashCode() => HashCode.Combine(RabbitMq.Count, Pabal.Count);

    /// <summary>The lines of RabbitMQ after a minus sign, those of Pabal after a plus sign.</summary>
    public override string ToString() =>
        string.Join('\n', RabbitMq.Select(line => $"- {line}").Concat(Pabal.Select(line => $"+ {line}")));
}
