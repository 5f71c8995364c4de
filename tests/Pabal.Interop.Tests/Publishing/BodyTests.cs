namespace Pabal.Interop.Tests.Publishing;

public class BodyTests : BrokerTest
{
    private const int MiB = 1024 * 1024;

    // Around the length that fits one frame, and well beyond it.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131072 - 8)]
    [InlineData(131072 - 7)]
    [InlineData(MiB)]
    [InlineData(20 * MiB)]
    [InlineData(128 * MiB)]
    public async Task Body_OfAnyLength_ComesThroughUnchanged(int length)
    {
        var connection = await ConnectAsync(factory => factory.MaxInboundMessageBodySize = 256 * MiB);
        var channel = await connection.CreateChannelAsync();
        string queue = await channel.QueueDeclareAsync();
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var inbox = await Inbox.OpenAsync(channel, queue, autoAck: true);

        await channel.BasicPublishAsync("", queue, body);

        (await inbox.NextAsync()).Body.AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Fact]
    public async Task Bodies_OfMixedLengths_KeepTheirOrder()
    {
        var queue = await DeclareQueueAsync();
        var inbox = await Inbox.OpenAsync(Channel, queue, autoAck: true);
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 300).Select(_ => random.Next(4) == 0 ? random.Next(400_000) : random.Next(100))];

        foreach (var length in lengths)
            await Channel.BasicPublishAsync("", queue, new byte[length]);

        (await inbox.NextAsync(lengths.Length)).Select(delivery => delivery.Body.Length).ShouldBe(lengths);
    }

    [Fact]
    public async Task Body_BeyondTheLimit_IsRefused()
    {
        var closed = Channel.WhenClosed();

        await Channel.BasicPublishAsync("", "any", new byte[(128 * MiB) + 1]);

        (await closed).Reply().ShouldBe(
            (406, "PRECONDITION_FAILED - message size 134217729 is larger than configured max size 134217728"));
    }
}
