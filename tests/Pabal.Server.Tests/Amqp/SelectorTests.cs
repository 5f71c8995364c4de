using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Consumers with the argument x-selector.</summary>
public sealed class SelectorTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Consumers_WithSelectors_GetWhatTheySelectAndTheRestIsLeft()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await client.Send(1, new BasicQos(0, 1, Global: false)).ExpectAsync<BasicQosOk>();
        await ConsumeAsync(client, queue, "red", "color = 'red'");
        await ConsumeAsync(client, queue, "blue", "color = 'blue'");

        Publish(client, queue, "red", "1").Publish("", queue, "2");
        Publish(client, queue, "red", "3");
        Publish(client, queue, "blue", "4");
        var red = await client.ExpectMessageAsync();
        var blue = await client.ExpectMessageAsync();
        await client.ExpectNothingMoreAsync();
        client.Send(1, new BasicAck(red.Tag, Multiple: false));
        var next = await client.ExpectMessageAsync();

        (red.ConsumerTag, red.Body).ShouldBe(("red", "1"));
        (blue.ConsumerTag, blue.Body).ShouldBe(("blue", "4"));
        (next.ConsumerTag, next.Body).ShouldBe(("red", "3"));
        (await client.GetAsync(queue)).Body.ShouldBe("2");
    }

    [Fact]
    public async Task Consumer_WithAnEmptySelector_GetsEverything()
    {
        await using var client = await AmqpTestClient.OpenAsync(fixture.Port);
        var queue = await client.DeclareAsync();
        await ConsumeAsync(client, queue, "all", "");

        Publish(client, queue, "red", "1").Publish("", queue, "2");

        await client.ExpectBodiesAsync("1", "2");
    }

    private static async Task ConsumeAsync(AmqpTestClient client, string queue, string tag, string selector)
    {
        var arguments = new FieldTable();
        arguments.Set("x-selector", FieldValue.String(selector));
        client.Send(1, new BasicConsume(queue, tag, false, NoAck: false, false, false, arguments));
        await client.ExpectAsync<BasicConsumeOk>();
    }

    private static AmqpTestClient Publish(AmqpTestClient client, string queue, string color, string body)
    {
        var headers = new FieldTable();
        headers.Set("color", FieldValue.String(color));
        return client.Publish("", queue, body, new BasicProperties { Headers = headers });
    }
}
