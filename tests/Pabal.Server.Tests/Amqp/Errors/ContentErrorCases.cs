using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>basic.publish and its content: frames out of order, lengths that lie, properties (AMQP 0-9-1 §4.2.6).</summary>
internal static class ContentErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("header without publish",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Send(TestFrames.Header(1))),
        new("body without publish",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Send(TestFrames.Body("a"u8))),
        new("body without header",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
            client => client.Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Body("a"u8))),
        new("publish instead of a header",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.BasicPublish("", "k"))),
        new("method instead of a body",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1)).Send(1, Names.Declare(Names.Queue))),
        new("header instead of a body",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1)).Send(TestFrames.Header(1))),
        new("method between body frames",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
            client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(2)).Send(TestFrames.Body("a"u8)).Send(TestFrames.BasicPublish("", "k"))),
        new("body behind a whole content",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Publish("", "k", "ab").Send(TestFrames.Body("c"u8))),
        new("body behind an empty content",
            "connection 505 (0,0) UNEXPECTED_FRAME - expected method frame, got non method frame instead",
            client => client.Publish("", "k", "").Send(TestFrames.Body("c"u8))),
        new("header of another class",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content header for class 60, got one for class 50 instead",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1, classId: 50))),
        new("body longer than the header said",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(2)).Send(TestFrames.Body("abc"u8))),
        new("last body longer than the header said",
            "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
            client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(3)).Send(TestFrames.Body("ab"u8)).Send(TestFrames.Body("cd"u8))),
        new("body of 2^63 octets",
            "channel 406 (60,40) PRECONDITION_FAILED - message size 9223372036854775808 is larger than configured max size 134217728",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(1UL << 63)).Send(TestFrames.Body("a"u8)))
        {
            PeerExpected = "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
        },
        new("body one octet above the limit",
            "channel 406 (60,40) PRECONDITION_FAILED - message size 134217729 is larger than configured max size 134217728",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(134217729)).Send(TestFrames.Body("a"u8)))
        {
            PeerExpected = "connection 505 (60,40) UNEXPECTED_FRAME - expected content body, got non content body frame instead",
        },
        new("header too short",
            "connection 501 (0,0) FRAME_ERROR - type 2, all octets = <<0,60,0,0,0>>: unknown_frame",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Any(2, 1, [0, 60, 0, 0, 0]))),
        new("properties cut off",
            "connection 502 (60,40) SYNTAX_ERROR - the content header's properties do not decode",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0x80, 0, 5, 97])))
        {
            PeerExpected = "connection 541 (0,0) INTERNAL_ERROR",
        },
        new("octets behind the properties",
            "connection 502 (60,40) SYNTAX_ERROR - the content header's properties do not decode",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0, 0, 5, 97])))
        {
            PeerExpected = "connection 541 (0,0) INTERNAL_ERROR",
        },
        new("undefined property flags",
            "connection 502 (60,40) SYNTAX_ERROR - the content header's properties do not decode",
            client => client
            .Send(TestFrames.BasicPublish("", "k")).Send(TestFrames.Header(0, [0, 2])))
        {
            PeerExpected = "ok",
        },
        new("headers with an unknown field type",
            "connection 502 (60,40) SYNTAX_ERROR - the headers property does not decode",
            client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(0, [0x20, 0, 0, 0, 0, 3, 1, 97, (byte)'?'])))
        {
            PeerExpected = "connection 541 (0,0) INTERNAL_ERROR",
        },
        new("headers longer than the frame",
            "connection 502 (60,40) SYNTAX_ERROR - the content header's properties do not decode",
            client => client.Send(TestFrames.BasicPublish("", "k"))
            .Send(TestFrames.Header(0, [0x20, 0, 0, 0, 1, 0, 1, 97])))
        {
            PeerExpected = "connection 541 (0,0) INTERNAL_ERROR",
        },
        new("publish cut off",
            "connection 501 (60,40) FRAME_ERROR - cannot decode <<0,0,5,97>>",
            client => client.Send(TestFrames.Method(1, 60, 40, 0, 0, 5, 97))),
        new("publish immediate",
            "connection 540 (60,40) NOT_IMPLEMENTED - immediate=true",
            client => client.Send(TestFrames.BasicPublish("", "k", immediate: true))
            .Send(TestFrames.Header(0))),
        new("publish to a missing exchange",
            "channel 404 (60,40) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client.Publish(Names.Missing, "k", "a")),
        new("publish to an internal exchange",
            "channel 403 (60,40) ACCESS_REFUSED - cannot publish to internal exchange 'pabal.x' in vhost '/'",
            client => client
            .Send(1, new ExchangeDeclare(Names.Exchange, "fanout", false, false, false, true, true, FieldTable.Empty))
            .Publish(Names.Exchange, "k", "a")),
        new("publish with somebody else's user id",
            "channel 406 (60,40) PRECONDITION_FAILED - user_id property set to 'root' but authenticated user was 'guest'",
            client => client.Publish("", "k", "a", new() { UserId = "root" })),
        new("publish with the own user id", "ok", client => client.Publish("", "k", "a", new() { UserId = "guest" })),
        Expiration("letters", "abc", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration 'abc': no_integer"),
        Expiration("digits and letters", "12x", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration '12x': {leftover_string,\"x\"}"),
        Expiration("empty", "", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration '': no_integer"),
        Expiration("negative", "-1", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration '-1': {value_negative,-1}"),
        Expiration("with a plus sign", "+5", "ok"),
        Expiration("with a blank before", " 5", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration ' 5': no_integer"),
        Expiration("of more than 32 bits", "4294967296", "ok"),
        Expiration("of ten years", "315360000000", "ok"),
        Expiration("of more than ten years", "315360000001", "channel 406 (60,40) PRECONDITION_FAILED - invalid expiration '315360000001': {value_too_large,315360000001}"),
        Headers("CC that is no array", "CC", FieldValue.String("k"), "channel 406 (60,40) PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,\"CC\",longstr}"),
        Headers("BCC that is no array", "BCC", FieldValue.Int32(1), "channel 406 (60,40) PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,\"BCC\",signedint}"),
        Headers("CC with a number in it", "CC", FieldValue.Array([FieldValue.Int32(1)]), "ok"),
        new("direct reply-to without its consumer",
            "channel 406 (60,40) PRECONDITION_FAILED - fast reply consumer does not exist",
            client => client
            .Publish("", "k", "a", new() { ReplyTo = "amq.rabbitmq.reply-to" })),
    ];

    private static ErrorCase Expiration(string name, string expiration, string expected) => new(
        $"expiration {name}", expected, client => client.Publish("", "k", "a", new BasicProperties { Expiration = expiration }));

    private static ErrorCase Headers(string name, string header, FieldValue value, string expected) => new(
        name, expected, client => client.Publish("", "k", "a", new BasicProperties { Headers = Names.Table(header, value) }));
}
