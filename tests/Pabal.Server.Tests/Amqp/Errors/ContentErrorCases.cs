using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>basic.publish and its content: frames out of order, lengths that lie, properties (AMQP 0-9-1 §4.2.6).</summary>
internal static class ContentErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("header without publish", "?", client => client.Send(TestFrames.Header(1))),
        new("body without publish", "?", client => client.Send(TestFrames.Body("a"u8))),
        new("body without header", "?", client => client.Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Body("a"u8))),
        new("publish instead of a header", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.BasicPublish("", "k"))),
        new("method instead of a body", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1)).Send(1, Names.Declare(Names.Queue))),
        new("header instead of a body", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1)).Send(TestFrames.Header(1))),
        new("method between body frames", "?", client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(2)).Send(TestFrames.Body("a"u8)).Send(TestFrames.BasicPublish("", "k"))),
        new("body behind a whole content", "?", client => client.Publish("", "k", "ab").Send(TestFrames.Body("c"u8))),
        new("body behind an empty content", "?", client => client.Publish("", "k", "").Send(TestFrames.Body("c"u8))),
        new("header of another class", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1, classId: 50))),
        new("body longer than the header said", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(2)).Send(TestFrames.Body("abc"u8))),
        new("last body longer than the header said", "?", client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(3)).Send(TestFrames.Body("ab"u8)).Send(TestFrames.Body("cd"u8))),
        new("body of 2^63 octets", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1UL << 63)).Send(TestFrames.Body("a"u8))),
        new("body one octet above the limit", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(134217729)).Send(TestFrames.Body("a"u8))),
        new("header too short", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Any(2, 1, [0, 60, 0, 0, 0]))),
        new("properties cut off", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0x80, 0, 5, 97]))),
        new("octets behind the properties", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0, 0, 5, 97]))),
        new("undefined property flags", "?", client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0, 2]))),
        new("headers with an unknown field type", "?", client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(0, [0x20, 0, 0, 0, 0, 3, 1, 97, (byte)'?']))),
        new("headers longer than the frame", "?", client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(0, [0x20, 0, 0, 0, 1, 0, 1, 97]))),
        new("publish cut off", "?", client => client.Send(TestFrames.Method(1, 60, 40, 0, 0, 5, 97))),
        new("publish immediate", "?", client => client.Send(TestFrames.BasicPublish("", "k", immediate: true))
            .Send(TestFrames.Header(0))),
        new("publish to a missing exchange", "?", client => client.Publish(Names.Missing, "k", "a")),
        new("publish to an internal exchange", "?", client => client
            .Send(1, new ExchangeDeclare(Names.Exchange, "fanout", false, false, false, true, true, FieldTable.Empty))
            .Publish(Names.Exchange, "k", "a")),
        new("publish with somebody else's user id", "?", client => client.Publish("", "k", "a", new() { UserId = "root" })),
        new("publish with the own user id", "?", client => client.Publish("", "k", "a", new() { UserId = "guest" })),
        Expiration("letters", "abc", "?"),
        Expiration("digits and letters", "12x", "?"),
        Expiration("empty", "", "?"),
        Expiration("negative", "-1", "?"),
        Expiration("with a plus sign", "+5", "?"),
        Expiration("with a blank before", " 5", "?"),
        Expiration("too large", "4294967296", "?"),
        Expiration("the largest", "4294967295", "?"),
        Expiration("of many digits", "99999999999999999999999", "?"),
        Headers("CC that is no array", "CC", FieldValue.String("k"), "?"),
        Headers("BCC that is no array", "BCC", FieldValue.Int32(1), "?"),
        Headers("CC with a number in it", "CC", FieldValue.Array([FieldValue.Int32(1)]), "?"),
        new("direct reply-to without its consumer", "?", client => client
            .Publish("", "k", "a", new() { ReplyTo = "amq.rabbitmq.reply-to" })),
    ];

    private static ErrorCase Expiration(string name, string expiration, string expected) => new(
        $"expiration {name}", expected, client => client.Publish("", "k", "a", new BasicProperties { Expiration = expiration }));

    private static ErrorCase Headers(string name, string header, FieldValue value, string expected) => new(
        name, expected, client => client.Publish("", "k", "a", new BasicProperties { Headers = Names.Table(header, value) }));
}
