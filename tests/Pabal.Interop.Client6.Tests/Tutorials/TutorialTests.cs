using System.Text;

namespace Pabal.Interop.Client6.Tests.Tutorials;

/// <summary>What RabbitMQ's seven tutorials teach, by the synchronous client.</summary>
public class TutorialTests : BrokerTest
{
    [Fact]
    public void HelloWorld_ArrivesAtTheReceiver()
    {
        Channel.QueueDeclare("hello", durable: false, exclusive: false, autoDelete: false);
        using var receiver = Inbox.Open(Connect().CreateModel(), "hello", autoAck: true);

        Send("hello", "Hello World!");

        receiver.Next().Text.ShouldBe("Hello World!");
    }

    [Fact]
    public void WorkQueue_GivesATaskOfADeadWorkerToAnother()
    {
        Channel.QueueDeclare("tasks", durable: true, exclusive: false, autoDelete: false);
        var (slow, fast) = (Connect().CreateModel(), Connect().CreateModel());
        slow.BasicQos(0, 1, global: false);
        fast.BasicQos(0, 1, global: false);
        using var slowWorker = Inbox.Open(slow, "tasks");
        using var fastWorker = Inbox.Open(fast, "tasks");

        Send("tasks", "long", "a", "b");

        slowWorker.Next().Text.ShouldBe("long");
        foreach (var expected in new[] { "a", "b" })
        {
            var task = fastWorker.Next();
            task.Text.ShouldBe(expected);
            fast.BasicAck(task.Tag, multiple: false);
        }
        slow.Close();
        var again = fastWorker.Next();
        (again.Text, again.Redelivered).ShouldBe(("long", true));
    }

    [Fact]
    public void PublishSubscribe_GivesEverySubscriberItsCopy()
    {
        Channel.ExchangeDeclare("logs", "fanout");
        using var screen = Subscribe("logs", "");
        using var file = Subscribe("logs", "");

        Publish("logs", "", "info: Hello World!");

        screen.Next().Text.ShouldBe("info: Hello World!");
        file.Next().Text.ShouldBe("info: Hello World!");
    }

    [Fact]
    public void Routing_GivesSubscribersTheSeveritiesTheyChose()
    {
        Channel.ExchangeDeclare("direct_logs", "direct");
        using var errors = Subscribe("direct_logs", "error");
        using var everything = Subscribe("direct_logs", "info", "warning", "error");

        foreach (var severity in new[] { "info", "warning", "error" })
            Publish("direct_logs", severity, severity);

        everything.NextTexts(3).ShouldBe(["info", "warning", "error"]);
        errors.Next().Text.ShouldBe("error");
    }

    [Fact]
    public void Topics_GiveSubscribersWhatTheirPatternsMatch()
    {
        Channel.ExchangeDeclare("topic_logs", "topic");
        using var kernel = Subscribe("topic_logs", "kern.*");
        using var critical = Subscribe("topic_logs", "*.critical");
        using var all = Subscribe("topic_logs", "#");

        foreach (var key in new[] { "kern.info", "kern.critical", "cron.critical" })
            Publish("topic_logs", key, key);

        all.NextTexts(3).ShouldBe(["kern.info", "kern.critical", "cron.critical"]);
        kernel.NextTexts(2).ShouldBe(["kern.info", "kern.critical"]);
        critical.NextTexts(2).ShouldBe(["kern.critical", "cron.critical"]);
    }

    [Fact]
    public void Rpc_AnswersACallWithItsCorrelation()
    {
        Channel.QueueDeclare("rpc", durable: false, exclusive: false, autoDelete: false);
        var callbacks = Connect().CreateModel();
        var replyTo = callbacks.QueueDeclare("callbacks", durable: false, exclusive: false, autoDelete: false).QueueName;
        using var replies = Inbox.Open(callbacks, replyTo, autoAck: true);
        var server = Connect().CreateModel();
        using var requests = Inbox.Open(server, "rpc");
        var call = Channel.CreateBasicProperties();
        (call.ReplyTo, call.CorrelationId) = (replyTo, "call-1");
        Channel.BasicPublish("", "rpc", call, Encoding.UTF8.GetBytes("21"));

        var request = requests.Next();
        var answer = server.CreateBasicProperties();
        answer.CorrelationId = request.Properties.CorrelationId;
        server.BasicPublish("", request.Properties.ReplyTo, answer, Encoding.UTF8.GetBytes($"{int.Parse(request.Text) * 2}"));
        server.BasicAck(request.Tag, multiple: false);

        var reply = replies.Next();
        (reply.Text, reply.Properties.CorrelationId).ShouldBe(("42", "call-1"));
    }

    [Fact]
    public void PublisherConfirms_SayOneByOneOrInBatchesThatAllArrived()
    {
        var queue = Channel.QueueDeclare().QueueName;
        Channel.ConfirmSelect();

        for (var i = 0; i < 20; i++)
        {
            Send(queue, "one by one");
            Channel.WaitForConfirmsOrDie(TimeSpan.FromSeconds(30));
        }
        for (var i = 0; i < 500; i++)
            Send(queue, "in a batch");
        Channel.WaitForConfirmsOrDie(TimeSpan.FromSeconds(30));

        Channel.MessageCount(queue).ShouldBe(520u);
    }

    private void Publish(string exchange, string routingKey, string text) =>
        Channel.BasicPublish(exchange, routingKey, basicProperties: null, Encoding.UTF8.GetBytes(text));

    private Inbox Subscribe(string exchange, params string[] keys)
    {
        var channel = Connect().CreateModel();
        var queue = channel.QueueDeclare().QueueName;
        foreach (var key in keys)
            channel.QueueBind(queue, exchange, key);
        return Inbox.Open(channel, queue, autoAck: true);
    }
}
