using Pabal.Server.Tests.Amqp.Errors;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Whatever one client does wrong, others don't notice, and nothing of it stays in memory.</summary>
public sealed class BadInputTests
{
    private static readonly ErrorCase[] cases =
    [
        .. FrameErrorCases.All, .. ChannelErrorCases.All, .. ContentErrorCases.All, .. ExchangeErrorCases.All,
        .. QueueErrorCases.All, .. BasicErrorCases.All, .. SettlementErrorCases.All,
    ];

    [Fact]
    public async Task EveryError_InTheMiddleOfWork_LeavesOthersUndisturbedAndNoMemoryTaken()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var port = broker.AmqpEndPoint.Port;
        await using var canary = await Canary.StartAsync(port);
        var before = 0L;

        for (var round = 0; round < 3; round++)
        {
            foreach (var tested in cases)
            {
                await using var other = await AmqpTestClient.OpenAsync(port);
                await using var client = await AmqpTestClient.OpenAsync(port);
                await tested.Act(client, other);
                (await client.OutcomeAsync()).ShouldNotContain("INTERNAL_ERROR", customMessage: tested.Name);
                await canary.SingAsync();
                await canary.DeleteAsync(Names.Queues);
            }
            await Wait.UntilAsync(() => broker.Engine.Store.BytesInUse <= Math.Max(before, 4 << 20), "memory should come back");
            before = Math.Max(before, broker.Engine.Store.BytesInUse);
        }
    }

    [Fact]
    public async Task Message_BrokenOffByTheEndOfTheConnection_IsGivenUp()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        var port = broker.AmqpEndPoint.Port;
        await using var canary = await Canary.StartAsync(port);
        await canary.SingAsync();
        var before = broker.Engine.Store.BytesInUse;

        for (var i = 0; i < 50; i++)
        {
            await using var client = await AmqpTestClient.OpenAsync(port);
            client.Send(TestFrames.BasicPublish("", "q")).Send(TestFrames.Header(100_000_000));
            for (var part = 0; part < 20; part++)
                client.Send(TestFrames.Body(new byte[100_000]));
            client.Reset();
        }

        await Wait.UntilAsync(() => broker.Engine.Store.BytesInUse <= before + (1 << 20), "memory should come back");
        await canary.SingAsync();
    }
}
