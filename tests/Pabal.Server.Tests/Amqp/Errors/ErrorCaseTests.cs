using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>Error codes, texts and the order of checks, the same here and at RabbitMQ 3.10.</summary>
public sealed class ErrorCaseTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly Dictionary<string, ErrorCase> cases = new ErrorCase[][]
        {
            FrameErrorCases.All, ChannelErrorCases.All, ContentErrorCases.All, ExchangeErrorCases.All, QueueErrorCases.All,
            BasicErrorCases.All, SettlementErrorCases.All,
        }
        .SelectMany(all => all)
        .ToDictionary(each => each.Name);

    public static TheoryData<string, string> Cases() => OnBrokers(cases.Keys);

    public static TheoryData<string, string> HandshakeCases() => OnBrokers(HandshakeErrorCases.All.Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Client_DoingWrong_IsToldWhat(string broker, string name)
    {
        var port = broker == "pabal" ? fixture.Port : BrokerFixture.PeerPort;
        var tested = cases[name];
        await using var other = await AmqpTestClient.OpenAsync(port);
        await DeleteNamesAsync(other);
        await using var client = await AmqpTestClient.OpenAsync(port);

        await tested.Act(client, other);
        var outcome = tested.ComesByItself ? await client.ExpectErrorAsync() : await client.OutcomeAsync();

        await DeleteNamesAsync(other);
        outcome.ShouldBe(broker == "peer" ? tested.PeerExpected ?? tested.Expected : tested.Expected);
    }

    [Theory]
    [MemberData(nameof(HandshakeCases))]
    public async Task Client_DoingWrongBeforeItIsConnected_IsToldWhat(string broker, string name)
    {
        var port = broker == "pabal" ? fixture.Port : BrokerFixture.PeerPort;
        var tested = HandshakeErrorCases.All.Single(each => each.Name == name);
        await using var client = await AmqpTestClient.ConnectAsync(port);

        await tested.Act(client, client);
        var outcome = await client.HandshakeOutcomeAsync();

        outcome.ShouldBe(broker == "peer" ? tested.PeerExpected ?? tested.Expected : tested.Expected);
    }

    private static TheoryData<string, string> OnBrokers(IEnumerable<string> names)
    {
        var data = new TheoryData<string, string>();
        foreach (var name in names)
        {
            data.Add("pabal", name);
            if (BrokerFixture.PeerPort != 0)
                data.Add("peer", name);
        }
        return data;
    }

    private static async Task DeleteNamesAsync(AmqpTestClient client)
    {
        foreach (var name in Names.Exchanges)
            client.Send(1, new ExchangeDelete(name, false, NoWait: true));
        foreach (var name in Names.Queues)
            client.Send(1, new QueueDelete(name, false, false, NoWait: true));
        await client.OutcomeAsync();
    }
}
