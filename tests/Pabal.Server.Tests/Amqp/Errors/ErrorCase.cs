namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Something that a client does wrong on channel 1, and what the broker answers, to the letter.</summary>
/// <param name="Name">Tells the case in a report.</param>
/// <param name="Expected">As <see cref="AmqpTestClient.OutcomeAsync"/> describes it.</param>
/// <param name="Act">What the client does; the second client is another connection.</param>
internal sealed record ErrorCase(string Name, string Expected, Func<AmqpTestClient, AmqpTestClient, Task> Act)
{
    public ErrorCase(string name, string expected, Action<AmqpTestClient> act)
        : this(name, expected, (client, _) =>
        {
            act(client);
            return Task.CompletedTask;
        })
    {
    }

    public ErrorCase(string name, string expected, Func<AmqpTestClient, Task> act)
        : this(name, expected, (client, _) => act(client))
    {
    }

    /// <summary>The error belongs to another channel, so no question on channel 1 can bring it to light.</summary>
    public bool ComesByItself { get; init; }

    /// <summary>What RabbitMQ 3.10 answers where Pabal means to differ; the reason is in docs/differences.md.</summary>
    public string? PeerExpected { get; init; }
}
