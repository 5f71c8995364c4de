namespace Pabal.Parity.Tests.Brokers;

/// <summary>A policy, with its definition as the JSON object that administrators write.</summary>
internal sealed record PolicySetting(string Name, string Pattern, string Definition)
{
    public string VirtualHost { get; init; } = "/";

    /// <summary>queues, exchanges or all.</summary>
    public string ApplyTo { get; init; } = "all";

    public int Priority { get; init; }

    public bool IsOperator { get; init; }
}
