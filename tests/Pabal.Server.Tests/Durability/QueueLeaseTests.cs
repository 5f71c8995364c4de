using Pabal.Server.Tests.Amqp;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>What clients do to keep a queue that expires (x-expires).</summary>
public sealed class QueueLeaseTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private PabalBroker broker = null!;
    private AmqpTestClient client = null!;

    public async ValueTask InitializeAsync()
    {
        broker = await SimulatedStorage.StartAsync(new SimulatedDevice(), time: time);
        client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await DeclareAsync(passive: false);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Queue_ThatIsDeclaredAgain_Stays(bool passive)
    {
        time.Advance(TimeSpan.FromSeconds(7));
        await DeclareAsync(passive);
        time.Advance(TimeSpan.FromSeconds(7));

        await DeclareAsync(passive: true);
    }

    [Fact]
    public async Task Queue_ThatNobodyUses_IsGone()
    {
        time.Advance(TimeSpan.FromSeconds(10));

        client.Send(1, Declaration(passive: true));

        (await client.ExpectErrorAsync()).ShouldContain("NOT_FOUND - no queue 'leased' in vhost '/'");
    }

    private async Task DeclareAsync(bool passive) => await client.Send(1, Declaration(passive)).ExpectAsync<QueueDeclareOk>();

    private static QueueDeclare Declaration(bool passive)
    {
        var arguments = new FieldTable();
        arguments.Set("x-expires", FieldValue.Int64(10_000));
        return new QueueDeclare("leased", passive, true, false, AutoDelete: false, false, arguments);
    }
}
