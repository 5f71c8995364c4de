using Pabal.Server.Tests.Amqp.Errors;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Access;

/// <summary>What each method needs the right to, and which of several refusals a client is told.</summary>
internal static class AccessErrorCases
{
    private static readonly FieldTable none = FieldTable.Empty;

    public static ErrorCase[] All { get; } =
    [
        new("exchange.declare of a foreign name", Exchange(40, 10), client => client.Send(1, Declare("other.x"))),
        new("exchange.declare of a reserved name", Exchange(40, 10, "amq.new"), client => client.Send(1, Declare("amq.new"))),
        new("exchange.declare, passive", "ok", client => client.Send(1, Declare("other.x", passive: true))),
        new("exchange.declare of an unknown type",
            "connection 503 (40,10) COMMAND_INVALID - unknown exchange type 'nonsense'",
            client => client.Send(1, Declare("other.x", "nonsense"))),
        new("exchange.declare with a foreign alternate", Exchange(40, 10), client => client.Send(1, Alternate("own.new", "other.x"))),
        new("exchange.declare with the default alternate",
            Exchange(40, 10, "amq.default"),
            client => client.Send(1, Alternate("own.new", ""))),
        new("exchange.declare of one that is there, with a foreign alternate",
            "channel 406 (40,10) PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange 'own.x' in vhost "
            + "'pabal-access': received the value 'other.x' of type 'longstr' but current is none",
            client => client.Send(1, Alternate("own.x", "other.x"))),
        new("exchange.delete", Exchange(40, 20), client => client.Send(1, new ExchangeDelete("other.x", false, true))),
        new("exchange.delete of a missing one", Exchange(40, 20, "other.no"), client => client.Send(1, new ExchangeDelete("other.no", false, true))),
        new("exchange.delete of a system exchange",
            "channel 403 (40,20) ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost 'pabal-access' not allowed",
            client => client.Send(1, new ExchangeDelete("amq.direct", false, true))),
        new("exchange.bind to a foreign one", Exchange(40, 30), client => client.Send(1, new ExchangeBind("other.x", "own.x", "k", true, none))),
        new("exchange.bind from a foreign one", Exchange(40, 30), client => client.Send(1, new ExchangeBind("own.x", "other.x", "k", true, none))),
        new("exchange.bind to the default one",
            Exchange(40, 30, "amq.default"),
            client => client.Send(1, new ExchangeBind("", "own.x", "k", true, none))),
        new("exchange.unbind from a foreign one", Exchange(40, 40), client => client.Send(1, new ExchangeUnbind("own.x", "other.x", "k", true, none))),
        new("queue.declare", Queue(50, 10), client => client.Send(1, Names.Declare("other.q"))),
        new("queue.declare, passive", "ok", client => client.Send(1, new QueueDeclare("other.q", true, false, false, false, true, none))),
        new("queue.declare of a reserved name",
            "channel 403 (50,10) ACCESS_REFUSED - queue name 'amq.new' contains reserved prefix 'amq.*'",
            client => client.Send(1, Names.Declare("amq.new"))),
        new("queue.declare of a name that the broker makes", "ok", client => client.Send(1, Names.Declare(""))),
        new("queue.declare with foreign dead letters", Exchange(50, 10), client => client.Send(1, DeadLetters("own.new", "other.x"))),
        new("queue.declare with dead letters and a wrong argument", Exchange(50, 10), client =>
        {
            var arguments = Names.Table("x-dead-letter-exchange", FieldValue.String("other.x"));
            arguments.Set("x-max-length", FieldValue.Int32(-1));
            client.Send(1, Names.Declare("own.new", arguments));
        }),
        new("queue.declare of one that is there, with foreign dead letters",
            "channel 406 (50,10) PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for queue 'own.q' in vhost "
            + "'pabal-access': received the value 'other.x' of type 'longstr' but current is none",
            client => client.Send(1, DeadLetters("own.q", "other.x"))),
        new("queue.bind of a foreign queue", Queue(50, 20), client => client.Send(1, new QueueBind("other.q", "own.x", "k", true, none))),
        new("queue.bind to a foreign exchange", Exchange(50, 20), client => client.Send(1, new QueueBind("own.q", "other.x", "k", true, none))),
        new("queue.bind of a foreign queue to the default exchange", Queue(50, 20), client => client.Send(1, new QueueBind("other.q", "", "k", true, none))),
        new("queue.bind to the default exchange",
            "channel 403 (50,20) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, new QueueBind("own.q", "", "k", true, none))),
        new("queue.bind with a topic", "ok", client => client.Send(1, new QueueBind("own.q", "own.topic", "b.#", true, none))),
        new("queue.bind with a foreign topic", Topic(50, 20, "a.#"), client => client.Send(1, new QueueBind("own.q", "own.topic", "a.#", true, none))),
        new("queue.unbind with a foreign topic", Topic(50, 50, "a.#"), client => client.Send(1, new QueueUnbind("own.q", "own.topic", "a.#", none))),
        new("queue.unbind of a foreign queue", Queue(50, 50), client => client.Send(1, new QueueUnbind("other.q", "own.x", "k", none))),
        new("queue.purge", Queue(50, 30), client => client.Send(1, new QueuePurge("other.q", true))),
        new("queue.delete", Queue(50, 40), client => client.Send(1, new QueueDelete("other.q", false, false, true))),
        new("queue.delete of a missing one", Queue(50, 40, "other.no"), client => client.Send(1, new QueueDelete("other.no", false, false, true))),
        new("basic.get", Queue(60, 70), client => client.Send(1, new BasicGet("other.q", true))),
        new("basic.get of a missing one", Queue(60, 70, "other.no"), client => client.Send(1, new BasicGet("other.no", true))),
        new("basic.consume", Queue(60, 20), client => client.Send(1, Names.Consume("other.q"))),
        new("basic.consume of the reply queue", "ok", client => client.Send(1, Names.Consume("amq.rabbitmq.reply-to", noAck: true))),
        new("basic.publish", Exchange(60, 40), client => client.Publish("other.x", "k", "a")),
        new("basic.publish to a missing exchange", Exchange(60, 40, "other.no"), client => client.Publish("other.no", "k", "a")),
        new("basic.publish to an own, missing exchange",
            "channel 404 (60,40) NOT_FOUND - no exchange 'own.no' in vhost 'pabal-access'",
            client => client.Publish("own.no", "k", "a")),
        new("basic.publish to the default exchange", Exchange(60, 40, "amq.default"), client => client.Publish("", "own.q", "a")),
        new("basic.publish with a topic", "ok", client => client.Publish("own.topic", "a.x", "a")),
        new("basic.publish with a foreign topic", Topic(60, 40, "b.x"), client => client.Publish("own.topic", "b.x", "a")),
        new("basic.publish with a foreign topic in CC", "ok", client => client.Publish(
            "own.topic", "a.x", "a", new BasicProperties { Headers = Names.Table("CC", FieldValue.Array([FieldValue.String("b.x")])) })),
    ];

    private static string Exchange(int classId, int methodId, string name = "other.x") => Refusal(classId, methodId, $"exchange '{name}'");

    private static string Queue(int classId, int methodId, string name = "other.q") => Refusal(classId, methodId, $"queue '{name}'");

    private static string Topic(int classId, int methodId, string key) =>
        Refusal(classId, methodId, $"topic '{key}' in exchange 'own.topic'");

    private static string Refusal(int classId, int methodId, string what) =>
        $"channel 403 ({classId},{methodId}) ACCESS_REFUSED - access to {what} in vhost 'pabal-access' refused for user 'pabal-restricted'";

    private static ExchangeDeclare Declare(string name, string type = "direct", bool passive = false, FieldTable? arguments = null) =>
        new(name, type, passive, false, false, false, NoWait: true, arguments ?? none);

    private static ExchangeDeclare Alternate(string name, string alternate) =>
        Declare(name, arguments: Names.Table("alternate-exchange", FieldValue.String(alternate)));

    private static QueueDeclare DeadLetters(string name, string exchange) =>
        Names.Declare(name, Names.Table("x-dead-letter-exchange", FieldValue.String(exchange)));
}
