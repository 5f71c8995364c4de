namespace Pabal.Engine;

/// <summary>A refused operation: the kind, and the text that the client is shown (worded as RabbitMQ words it).</summary>
public sealed class BrokerException : Exception
{
    public BrokerException(ErrorKind kind, string message)
        : base(message) => Kind = kind;

    public ErrorKind Kind { get; }
}
