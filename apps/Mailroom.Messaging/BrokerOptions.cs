namespace Mailroom.Messaging;

/// <summary>Where the broker is, and how mails that failed wait in it.</summary>
public sealed record BrokerOptions
{
    /// <summary>amqp or amqps; of Pabal or RabbitMQ. Several addresses of a cluster are separated by commas.</summary>
    public string Uri { get; init; } = "amqp://guest:guest@127.0.0.1:5672";

    /// <summary>As it is called on the broker's side.</summary>
    public string ClientName { get; init; } = "mailroom";

    /// <summary>Until the first new attempt to connect; doubled with each that fails.</summary>
    public TimeSpan MinBackOff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For connecting, and for the broker to confirm what was published.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
