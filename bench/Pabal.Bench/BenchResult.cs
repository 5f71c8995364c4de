namespace Pabal.Bench;

/// <summary>Everything that was measured.</summary>
internal sealed class BenchResult
{
    /// <summary>RabbitMQ's and Erlang's version; null when it wasn't there.</summary>
    public string? RabbitMqVersion { get; set; }

    public BenchSection Transient { get; } = new();

    public BenchSection Durable { get; } = new();

    public IReadOnlyList<BenchSection> Sections => [Transient, Durable];

    /// <summary>True when something was wrong, which no figure can make up for.</summary>
    public bool HasFailed => Sections.Any(section => section.HasFailed);
}
