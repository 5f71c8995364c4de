using Pabal.Engine.Destinations;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>What a client needs the right to when a queue is made by its use, when it lists destinations, and when others forward.</summary>
public sealed class DestinationRightsTests : IAsyncLifetime
{
    private const string Group = "Consumer.A.VirtualTopic.X";

    private PabalBroker broker = null!;

    private Administration Administration => broker.Administration;

    public async ValueTask InitializeAsync()
    {
        broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        Administration.PutUser(new UserDefinition("user") { PasswordHash = PasswordHash.Create("pw", iterations: 1) });
    }

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Theory]
    [InlineData("^Consumer", "^Consumer|^amq\\.topic$", null, null)]
    [InlineData("^Consumer", "^Consumer|^amq\\.topic$", "^VirtualTopic", null)]
    [InlineData("^other", ".*", null, "queue 'Consumer.A.VirtualTopic.X'")]
    [InlineData("^Consumer", "^Consumer", null, "exchange 'amq.topic'")]
    [InlineData("^Consumer", ".*", "^other", "topic 'VirtualTopic.X' in exchange 'amq.topic'")]
    public async Task Use_OfAMissingGroupsQueue_NeedsTheRightsToMakeIt(string configure, string read, string? topics, string? refused)
    {
        Permit(new Permission(configure, "^$", read));
        if (topics is not null)
            Administration.PutTopicPermission("/", "user", new TopicPermission("amq.topic", "^$", topics));

        foreach (var (method, use) in ((string, Action<AmqpTestClient>)[])
            [
                ("60,20", client => client.Send(1, new BasicConsume(Group, "", false, true, false, true, FieldTable.Empty))),
                ("60,70", client => client.Send(1, new BasicGet(Group, true))),
                ("50,10", client => client.Send(1, new QueueDeclare(Group, false, true, false, false, true, FieldTable.Empty))),
            ])
        {
            await using var client = await OpenAsync();
            use(client);
            (await client.OutcomeAsync()).ShouldBe(refused is null ? "ok" : Refusal(method, refused));
            Host.HasQueue(Group).ShouldBe(refused is null);
            Host.DeleteQueue(Group, this, ifUnused: false, ifEmpty: false);
        }
    }

    [Fact]
    public async Task Use_OfAGroupsQueueThatIsThere_NeedsTheRightToReadItOnly()
    {
        Host.OpenQueue(Group, this);
        Permit(new Permission("^$", "^$", "^Consumer"));
        await using var client = await OpenAsync();

        client.Send(1, new BasicConsume(Group, "", false, true, false, true, FieldTable.Empty));

        (await client.OutcomeAsync()).ShouldBe("ok");
    }

    [Fact]
    public async Task Purge_OfAMissingGroupsQueue_DoesNotMakeIt()
    {
        Permit(Permission.All);
        await using var client = await OpenAsync();

        client.Send(1, new QueuePurge(Group, true));

        (await client.OutcomeAsync()).ShouldBe($"channel 404 (50,30) NOT_FOUND - no queue '{Group}' in vhost '/'");
    }

    [Theory]
    [InlineData("a, b", "^amq\\.default$", null, null)]
    [InlineData("a, b", "^amq\\.topic$", null, "exchange 'amq.default'")]
    [InlineData("a, topic://news", "^amq\\.(default|topic)$", null, null)]
    [InlineData("a, topic://news", "^amq\\.default$", null, "exchange 'amq.topic'")]
    [InlineData("a, topic://news", "^amq\\.topic$", null, "exchange 'amq.default'")]
    [InlineData("a, topic://news", ".*", "^news$", null)]
    [InlineData("topic://news, sports, queue://a", ".*", "^news$", "topic 'sports' in exchange 'amq.topic'")]
    public async Task Publish_ToAList_NeedsTheRightToEach(string key, string write, string? topics, string? refused)
    {
        Permit(new Permission("^$", write, "^$"));
        if (topics is not null)
            Administration.PutTopicPermission("/", "user", new TopicPermission("amq.topic", topics, "^$"));
        await using var client = await OpenAsync();

        client.Publish("", key, "m");

        (await client.OutcomeAsync()).ShouldBe(refused is null ? "ok" : Refusal("60,40", refused));
    }

    [Fact]
    public async Task Publish_ToAList_IsRefusedWithTheNextMessageWhenTheRightIsTaken()
    {
        Permit(Permission.All);
        await using var client = await OpenAsync();
        client.Publish("", "a, topic://news", "first");
        await client.ExpectNothingMoreAsync();

        Permit(new Permission(".*", "^amq\\.default$", ".*"));
        client.Publish("", "a, topic://news", "second");

        (await client.OutcomeAsync()).ShouldBe(Refusal("60,40", "exchange 'amq.topic'"));
    }

    // Whoever has defined the forward answers for it.
    [Fact]
    public async Task Publish_ToACompositeDestination_NeedsNoRightToWhatItForwardsTo()
    {
        Host.OpenQueue("Consumer.A.VirtualTopic.News", this);
        Administration.In("/").PutComposite(new(
            new(DestinationKind.Queue, "news"), [new(new(DestinationKind.Topic, "VirtualTopic.News"))]));
        Permit(new Permission("^$", "^amq\\.default$", "^$"));
        await using var client = await OpenAsync();

        client.Publish("", "news", "m");

        (await client.OutcomeAsync()).ShouldBe("ok");
        await using var reader = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        (await reader.GetAsync("Consumer.A.VirtualTopic.News")).Body.ShouldBe("m");
    }

    private Engine.VirtualHost Host
    {
        get
        {
            broker.Engine.TryGetVirtualHost("/", out var host).ShouldBeTrue();
            return host;
        }
    }

    private void Permit(Permission permission) => Administration.PutPermission("/", "user", permission);

    private Task<AmqpTestClient> OpenAsync() => AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port, user: "user", password: "pw");

    private static string Refusal(string method, string what) =>
        $"channel 403 ({method}) ACCESS_REFUSED - access to {what} in vhost '/' refused for user 'user'";
}
