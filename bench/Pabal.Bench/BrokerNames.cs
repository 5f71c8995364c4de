namespace Pabal.Bench;

/// <summary>What the brokers are called in options and in the table, in the order in which they are loaded.</summary>
internal static class BrokerNames
{
    public const string Sinkd = "sinkd";
    public const string Pabal = "pabal";
    public const string RabbitMq = "rabbitmq";

    public static IReadOnlyList<string> All { get; } = [Sinkd, Pabal, RabbitMq];
}
