using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>A body frame that arrives in pieces counts when its last octet is there (AMQP 0-9-1 §4.2.3).</summary>
public sealed class FrameEndTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Theory]
    [InlineData(0x00, 0)]
    [InlineData(Frame.End, 1)]
    public async Task Body_WhoseFrameEndComesLater_IsPublishedWhenItIsRight(byte end, int published)
    {
        await using var observer = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await observer.DeclareAsync(exclusive: false);
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var passive = new QueueDeclare(queue, Passive: true, false, false, false, false, FieldTable.Empty);

        // One piece: its reply says that all of it was read.
        client.Send([
            .. TestFrames.Method(1, passive), .. TestFrames.BasicPublish("", queue), .. TestFrames.Header(3),
            .. TestFrames.Body("abc"u8)[..^1],
        ]);
        await client.ExpectAsync<QueueDeclareOk>();
        client.Send([end]);
        if (published == 0)
            (await client.ExpectErrorAsync()).ShouldContain("FRAME_ERROR");
        else
            (await client.Send(1, passive).ExpectAsync<QueueDeclareOk>()).MessageCount.ShouldBe(1u);

        (await observer.Send(1, passive).ExpectAsync<QueueDeclareOk>()).MessageCount.ShouldBe((uint)published);
        observer.Send(1, new QueueDelete(queue, false, false, NoWait: true));
    }
}
