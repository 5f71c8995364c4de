using System.Text;

namespace Pabal.Interop.Client6.Tests;

public class TopologyTests : BrokerTest
{
    [Fact]
    public void Exchanges_RouteAlongBindingsOfQueuesAndExchanges()
    {
        Channel.ExchangeDeclare("entry", "topic");
        Channel.ExchangeDeclare("copies", "fanout");
        Channel.ExchangeBind("copies", "entry", "order.*");
        var queue = Channel.QueueDeclare().QueueName;
        Channel.QueueBind(queue, "copies", "");

        Channel.BasicPublish("entry", "order.placed", basicProperties: null, Encoding.UTF8.GetBytes("routed"));
        Channel.BasicPublish("entry", "invoice.sent", basicProperties: null, Encoding.UTF8.GetBytes("not routed"));
        Channel.ExchangeUnbind("copies", "entry", "order.*");
        Channel.BasicPublish("entry", "order.placed", basicProperties: null, Encoding.UTF8.GetBytes("no longer"));

        Drain(queue).ShouldBe(["routed"]);
    }

    [Fact]
    public void NoWaitOperations_AreDoneBeforeWhatFollows()
    {
        Channel.ExchangeDeclareNoWait("events", "fanout");
        Channel.QueueDeclareNoWait("orders", durable: false, exclusive: true, autoDelete: false, arguments: null);
        Channel.QueueBindNoWait("orders", "events", "", arguments: null);
        Channel.BasicPublish("events", "", basicProperties: null, Encoding.UTF8.GetBytes("text"));
        Channel.MessageCount("orders").ShouldBe(1u);

        Channel.QueueDeleteNoWait("orders", ifUnused: false, ifEmpty: false);

        Refusal(() => Channel.QueueDeclarePassive("orders")).Code.ShouldBe(404);
    }

    [Fact]
    public void PurgeAndDelete_TellHowManyMessagesWent()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Send(queue, "1", "2", "3");
        Channel.QueuePurge(queue).ShouldBe(3u);
        Send(queue, "4");

        Channel.QueueDelete(queue).ShouldBe(1u);
    }

    [Fact]
    public void AlternateExchange_GetsWhatIsNotRouted()
    {
        Channel.ExchangeDeclare("others", "fanout");
        Channel.ExchangeDeclare(
            "known", "direct", arguments: new Dictionary<string, object> { ["alternate-exchange"] = "others" });
        var queue = Channel.QueueDeclare().QueueName;
        Channel.QueueBind(queue, "others", "");

        Channel.BasicPublish("known", "unknown key", basicProperties: null, Encoding.UTF8.GetBytes("found"));

        Drain(queue).ShouldBe(["found"]);
    }
}
