using System.Text;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Pabal.Server;

namespace Mailroom.Api.Tests.Delivery;

/// <summary>From the request to the bot and back.</summary>
public class SendingTests
{
    [Fact]
    public async Task Message_Accepted_ReachesTheBotAndBecomesSent()
    {
        await using var broker = await PabalBroker.StartAsync(o => o.Amqp.Port = 0);
        await using var api = await ApiHost.StartAsync(broker.AmqpUri.ToString());
        await using var bot = new TestBot(broker.AmqpUri.ToString(), Topology.Commands);

        var id = await api.AcceptAsync();
        var command = await bot.NextAsync<SendMail>();
        command.MessageId.ShouldBe(id);
        command.Recipients.ShouldBe(["bob@example.test"]);
        Encoding.UTF8.GetString(command.Content).ShouldContain("Subject: Hello\r\n");
        await api.InStateAsync(id, "queued");
        await bot.PublishAsync(Attempts.Started(id));
        await api.InStateAsync(id, "sending");
        await bot.PublishAsync(Attempts.Sent(id));

        var message = await api.InStateAsync(id, "sent");
        ((string?)message["detail"]).ShouldBe("250 2.0.0 taken");
        message["timeline"]!.AsArray().Select(entry => (string?)entry!["kind"]).ShouldBe(["accepted", "queued", "started", "sent"]);
    }
}
