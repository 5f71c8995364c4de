using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>The exchange class (AMQP 0-9-1 §1.6) with RabbitMQ's bindings between exchanges.</summary>
internal static class ExchangeErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("exchange: passive declare of a missing one",
            "channel 404 (40,10) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client.Send(1, Passive(Names.Missing))),
        new("exchange: passive declare of the default one",
            "channel 403 (40,10) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Passive(""))),
        new("exchange: passive declare of another type", "ok", client => client.Send(1, Passive("amq.direct", "nonsense"))),
        new("exchange: declare of the default one",
            "channel 403 (40,10) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Names.DeclareExchange(""))),
        new("exchange: declare of a reserved name",
            "channel 403 (40,10) ACCESS_REFUSED - exchange name 'amq.pabal' contains reserved prefix 'amq.*'",
            client => client.Send(1, Names.DeclareExchange("amq.pabal"))),
        new("exchange: declare of an unknown type",
            "connection 503 (40,10) COMMAND_INVALID - unknown exchange type 'nonsense'",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange, "nonsense"))),
        new("exchange: declare of a plugin's type",
            "connection 503 (40,10) COMMAND_INVALID - unknown exchange type 'x-nonsense'",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange, "x-nonsense"))),
        new("exchange: redeclare with another type",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'pabal.x' in vhost '/': received 'fanout' but current is 'direct'",
            client => client
            .Send(1, Names.DeclareExchange(Names.Exchange)).Send(1, Names.DeclareExchange(Names.Exchange, "fanout"))),
        new("exchange: redeclare with another durability",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'durable' for exchange 'pabal.x' in vhost '/': received 'true' but current is 'false'",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, true, false, false, true, FieldTable.Empty))),
        new("exchange: redeclare with another auto-delete",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'auto_delete' for exchange 'pabal.x' in vhost '/': received 'true' but current is 'false'",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, false, true, false, true, FieldTable.Empty))),
        new("exchange: redeclare as internal",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'internal' for exchange 'pabal.x' in vhost '/': received 'true' but current is 'false'",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, false, false, true, true, FieldTable.Empty))),
        new("exchange: redeclare with an alternate",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange 'pabal.x' in vhost '/': received the value 'a' of type 'longstr' but current is none",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, Names.DeclareExchange(
                Names.Exchange, "direct", Names.Table("alternate-exchange", FieldValue.String("a"))))),
        new("exchange: alternate of a wrong type",
            "channel 406 (40,10) PRECONDITION_FAILED - invalid type 'signedint' for arg 'alternate-exchange' in exchange 'pabal.x' in vhost '/'",
            client => client.Send(
            1, Names.DeclareExchange(Names.Exchange, "direct", Names.Table("alternate-exchange", FieldValue.Int32(1))))),
        new("exchange: delete of a missing one", "ok", client => client.Send(1, new ExchangeDelete(Names.Missing, false, true))),
        new("exchange: delete of the default one",
            "channel 403 (40,20) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, new ExchangeDelete("", false, true))),
        new("exchange: delete of a predeclared one",
            "channel 403 (40,20) ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
            client => client.Send(1, new ExchangeDelete("amq.direct", false, true))),
        new("exchange: delete of a used one if unused",
            "channel 406 (40,20) PRECONDITION_FAILED - exchange 'pabal.x' in vhost '/' in use",
            client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, Names.Declare(Names.Queue)).Send(1, new QueueBind(Names.Queue, Names.Exchange, "k", true, FieldTable.Empty))
            .Send(1, new ExchangeDelete(Names.Exchange, IfUnused: true, NoWait: true))),
        new("exchange: bind from a missing one",
            "channel 404 (40,30) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client.Send(1, Bind("amq.direct", Names.Missing))),
        new("exchange: bind to a missing one",
            "channel 404 (40,30) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client.Send(1, Bind(Names.Missing, "amq.direct"))),
        new("exchange: bind between missing ones",
            "channel 404 (40,30) NOT_FOUND - no exchange 'pabal.none' in vhost '/'",
            client => client.Send(1, Bind(Names.Missing, "pabal.none"))),
        new("exchange: bind from the default one",
            "channel 403 (40,30) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Bind("amq.direct", ""))),
        new("exchange: bind to the default one",
            "channel 403 (40,30) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Bind("", "amq.direct"))),
        new("exchange: bind of headers with a wrong x-match",
            "channel 406 (40,30) PRECONDITION_FAILED - Invalid x-match field value <<\"some\">>; expected all, any, all-with-x, or any-with-x",
            client => client.Send(1, new ExchangeBind(
            "amq.direct", "amq.headers", "k", true, Names.Table("x-match", FieldValue.String("some"))))),
        new("exchange: bind to an internal one", "ok", client => client
            .Send(1, new ExchangeDeclare(Names.Exchange, "fanout", false, false, false, true, true, FieldTable.Empty))
            .Send(1, new ExchangeBind(Names.Exchange, "amq.direct", "k", true, FieldTable.Empty))),
        new("exchange: unbind from a missing one", "ok", client => client.Send(1, Unbind("amq.direct", Names.Missing))),
        new("exchange: unbind to a missing one", "ok", client => client.Send(1, Unbind(Names.Missing, "amq.direct"))),
        new("exchange: unbind between missing ones", "ok", client => client.Send(1, Unbind(Names.Missing, "pabal.none"))),
        new("exchange: unbind of a missing binding", "ok", client => client.Send(1, Unbind("amq.direct", "amq.fanout"))),
        new("exchange: unbind from the default one",
            "channel 403 (40,40) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Unbind("amq.direct", ""))),
    ];

    private static ExchangeDeclare Passive(string name, string type = "direct") =>
        new(name, type, Passive: true, false, false, false, NoWait: true, FieldTable.Empty);

    private static ExchangeBind Bind(string destination, string source) => new(destination, source, "k", true, FieldTable.Empty);

    private static ExchangeUnbind Unbind(string destination, string source) => new(destination, source, "k", true, FieldTable.Empty);
}
