using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>The exchange class (AMQP 0-9-1 §1.6) with RabbitMQ's bindings between exchanges.</summary>
internal static class ExchangeErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("exchange: passive declare of a missing one", "?", client => client.Send(1, Passive(Names.Missing))),
        new("exchange: passive declare of the default one", "?", client => client.Send(1, Passive(""))),
        new("exchange: passive declare of another type", "?", client => client.Send(1, Passive("amq.direct", "nonsense"))),
        new("exchange: declare of the default one", "?", client => client.Send(1, Names.DeclareExchange(""))),
        new("exchange: declare of a reserved name", "?", client => client.Send(1, Names.DeclareExchange("amq.pabal"))),
        new("exchange: declare of an unknown type", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange, "nonsense"))),
        new("exchange: declare of a plugin's type", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange, "x-nonsense"))),
        new("exchange: redeclare with another type", "?", client => client
            .Send(1, Names.DeclareExchange(Names.Exchange)).Send(1, Names.DeclareExchange(Names.Exchange, "fanout"))),
        new("exchange: redeclare with another durability", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, true, false, false, true, FieldTable.Empty))),
        new("exchange: redeclare with another auto-delete", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, false, true, false, true, FieldTable.Empty))),
        new("exchange: redeclare as internal", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, new ExchangeDeclare(Names.Exchange, "direct", false, false, false, true, true, FieldTable.Empty))),
        new("exchange: redeclare with an alternate", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, Names.DeclareExchange(
                Names.Exchange, "direct", Names.Table("alternate-exchange", FieldValue.String("a"))))),
        new("exchange: alternate of a wrong type", "?", client => client.Send(
            1, Names.DeclareExchange(Names.Exchange, "direct", Names.Table("alternate-exchange", FieldValue.Int32(1))))),
        new("exchange: delete of a missing one", "?", client => client.Send(1, new ExchangeDelete(Names.Missing, false, true))),
        new("exchange: delete of the default one", "?", client => client.Send(1, new ExchangeDelete("", false, true))),
        new("exchange: delete of a predeclared one", "?", client => client.Send(1, new ExchangeDelete("amq.direct", false, true))),
        new("exchange: delete of a used one if unused", "?", client => client.Send(1, Names.DeclareExchange(Names.Exchange))
            .Send(1, Names.Declare(Names.Queue)).Send(1, new QueueBind(Names.Queue, Names.Exchange, "k", true, FieldTable.Empty))
            .Send(1, new ExchangeDelete(Names.Exchange, IfUnused: true, NoWait: true))),
        new("exchange: bind from a missing one", "?", client => client.Send(1, Bind("amq.direct", Names.Missing))),
        new("exchange: bind to a missing one", "?", client => client.Send(1, Bind(Names.Missing, "amq.direct"))),
        new("exchange: bind between missing ones", "?", client => client.Send(1, Bind(Names.Missing, "pabal.none"))),
        new("exchange: bind from the default one", "?", client => client.Send(1, Bind("amq.direct", ""))),
        new("exchange: bind to the default one", "?", client => client.Send(1, Bind("", "amq.direct"))),
        new("exchange: bind of headers with a wrong x-match", "?", client => client.Send(1, new ExchangeBind(
            "amq.direct", "amq.headers", "k", true, Names.Table("x-match", FieldValue.String("some"))))),
        new("exchange: bind to an internal one", "?", client => client
            .Send(1, new ExchangeDeclare(Names.Exchange, "fanout", false, false, false, true, true, FieldTable.Empty))
            .Send(1, new ExchangeBind(Names.Exchange, "amq.direct", "k", true, FieldTable.Empty))),
        new("exchange: unbind from a missing one", "?", client => client.Send(1, Unbind("amq.direct", Names.Missing))),
        new("exchange: unbind to a missing one", "?", client => client.Send(1, Unbind(Names.Missing, "amq.direct"))),
        new("exchange: unbind between missing ones", "?", client => client.Send(1, Unbind(Names.Missing, "pabal.none"))),
        new("exchange: unbind of a missing binding", "?", client => client.Send(1, Unbind("amq.direct", "amq.fanout"))),
        new("exchange: unbind from the default one", "?", client => client.Send(1, Unbind("amq.direct", ""))),
    ];

    private static ExchangeDeclare Passive(string name, string type = "direct") =>
        new(name, type, Passive: true, false, false, false, NoWait: true, FieldTable.Empty);

    private static ExchangeBind Bind(string destination, string source) => new(destination, source, "k", true, FieldTable.Empty);

    private static ExchangeUnbind Unbind(string destination, string source) => new(destination, source, "k", true, FieldTable.Empty);
}
