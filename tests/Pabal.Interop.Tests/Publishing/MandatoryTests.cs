using System.Text;
using RabbitMQ.Client.Events;

namespace Pabal.Interop.Tests.Publishing;

public class MandatoryTests : BrokerTest
{
    [Fact]
    public async Task Mandatory_WithNoQueue_ReturnsTheMessageWhole()
    {
        var exchange = await DeclareExchangeAsync("direct");
        var returned = WhenReturned();

        await Channel.PublishAsync(
            exchange, "nobody", "come back", mandatory: true,
            new BasicProperties { MessageId = "m-1", Headers = new Dictionary<string, object?> { ["n"] = 7 } });

        var (reply, body) = await returned;
        (reply.ReplyCode, reply.ReplyText, reply.Exchange, reply.RoutingKey).ShouldBe(((ushort)312, "NO_ROUTE", exchange, "nobody"));
        body.ShouldBe("come back");
        reply.BasicProperties.MessageId.ShouldBe("m-1");
        reply.BasicProperties.Headers.ShouldNotBeNull()["n"].ShouldBe(7);
    }

    [Fact]
    public async Task Mandatory_WithAQueue_ReturnsNothing()
    {
        var queue = await DeclareQueueAsync();
        var returned = WhenReturned();

        await Channel.PublishAsync("", queue, "routed", mandatory: true);
        await Channel.PublishAsync("", "nobody", "not routed", mandatory: true);

        (await returned).Body.ShouldBe("not routed");
        (await Channel.DrainAsync(queue)).ShouldBe(["routed"]);
    }

    [Fact]
    public async Task Unroutable_NotMandatory_IsDropped()
    {
        var returned = WhenReturned();

        await Channel.PublishAsync("", "nobody", "dropped");
        await Channel.PublishAsync("", "nobody", "returned", mandatory: true);

        (await returned).Body.ShouldBe("returned");
    }

    [Fact]
    public async Task Return_OfALargeMessage_IsComplete()
    {
        var returned = WhenReturned();
        var text = new string('x', 1_000_000);

        await Channel.PublishAsync("", "nobody", text, mandatory: true);

        (await returned).Body.ShouldBe(text);
    }

    private Task<(BasicReturnEventArgs Reply, string Body)> WhenReturned()
    {
        var returned = new TaskCompletionSource<(BasicReturnEventArgs, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Channel.BasicReturnAsync += (_, reply) =>
        {
            // The body is the client's again when this ends.
            returned.TrySetResult((reply, Encoding.UTF8.GetString(reply.Body.Span)));
            return Task.CompletedTask;
        };
        return returned.Task.WithinAsync();
    }
}
