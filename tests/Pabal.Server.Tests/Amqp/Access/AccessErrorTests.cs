namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>What a user with few rights is told, the same here and at RabbitMQ 3.10 (PABAL_PEER_PORT and PABAL_PEER_CTL).</summary>
public sealed class AccessErrorTests(AccessFixture fixture) : IClassFixture<AccessFixture>
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var each in AccessErrorCases.All)
        {
            data.Add("pabal", each.Name);
            if (PeerControl.IsThere)
                data.Add("peer", each.Name);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Client_WithFewRights_IsToldWhichItLacks(string broker, string name)
    {
        var tested = AccessErrorCases.All.Single(each => each.Name == name);
        await using var client = await AccessFixture.OpenAsync(broker == "peer" ? BrokerFixture.PeerPort : fixture.Port);

        await tested.Act(client, client);

        (await client.OutcomeAsync()).ShouldBe(tested.Expected);
    }
}
