using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>A client with queues of its own, at Pabal or at the RabbitMQ to compare with.</summary>
public abstract class DeadLetterTest(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    // So that tests don't meet at a broker that they share.
    private readonly string suffix = $"-{Guid.NewGuid():N}";

    protected string Source => Named("source");

    protected string Target => Named("target");

    /// <summary>Those to run each test against.</summary>
    public static TheoryData<string> Brokers()
    {
        var brokers = new TheoryData<string> { "pabal" };
        if (BrokerFixture.PeerPort != 0)
            brokers.Add("peer");
        return brokers;
    }

    internal Task<AmqpTestClient> OpenAsync(string broker) =>
        AmqpTestClient.OpenAsync(broker == "pabal" ? fixture.Port : BrokerFixture.PeerPort);

    protected string Named(string name) => name + suffix;

    /// <summary>The headers, with the names as they are in the test.</summary>
    internal string HeadersOf(ReceivedMessage message) =>
        HeaderText.Of(message.Properties.Headers).Replace(suffix, "", StringComparison.Ordinal);

    /// <summary>Declares an exclusive queue. Its dead letters go to the target by the default exchange, unless said otherwise.</summary>
    internal async Task DeclareSourceAsync(AmqpTestClient client, params (string Name, object Value)[] arguments)
    {
        await client.DeclareAsync(Target);
        await DeclareAsync(client, Source, [("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", Target), .. arguments]);
    }

    internal static async Task DeclareAsync(AmqpTestClient client, string name, params (string Name, object Value)[] arguments)
    {
        var isQuorum = arguments.Any(argument => argument.Value is "quorum");
        client.Send(1, new QueueDeclare(name, false, isQuorum, !isQuorum, AutoDelete: false, false, Table(arguments)));
        await client.ExpectAsync<QueueDeclareOk>();
    }

    internal static FieldTable Table(params (string Name, object Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                table.Set(name, value is string text ? FieldValue.String(text) : value is int number ? FieldValue.Int32(number) : (FieldValue)value);
        }
        return table;
    }

    /// <summary>Takes the next message of a queue, when it has one.</summary>
    internal static async Task<ReceivedMessage> TakeAsync(AmqpTestClient client, string queue, bool noAck = false)
    {
        ReceivedMessage? message = null;
        await Eventually.TrueAsync(
            async () =>
            {
                client.Send(1, new QueueDeclare(queue, true, false, false, false, false, FieldTable.Empty));
                if ((await client.ExpectAsync<QueueDeclareOk>()).MessageCount == 0)
                    return false;
                message = await client.GetAsync(queue, noAck);
                return true;
            },
            $"a message should come to {queue}");
        return message!;
    }

    /// <summary>Rejects the next message of a queue for good.</summary>
    internal static async Task RejectAsync(AmqpTestClient client, string queue) =>
        client.Send(1, new BasicReject((await TakeAsync(client, queue)).Tag, Requeue: false));
}
