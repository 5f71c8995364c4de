using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>The queue class (AMQP 0-9-1 §1.7).</summary>
internal static class QueueErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("queue: passive declare of a missing one", "?", client => client.Send(1, Passive(Names.Missing))),
        new("queue: passive declare without name", "?", client => client.Send(1, Passive(""))),
        new("queue: passive declare of a locked one", "?", (client, other) => LockedAsync(client, other, Passive(Names.Locked))),
        new("queue: declare of a locked one", "?", (client, other) => LockedAsync(client, other, Names.Declare(Names.Locked))),
        new("queue: exclusive declare of a locked one", "?", (client, other) => LockedAsync(
            client, other, new QueueDeclare(Names.Locked, false, false, true, false, true, FieldTable.Empty))),
        new("queue: declare of a reserved name", "?", client => client.Send(1, Names.Declare("amq.pabal"))),
        new("queue: redeclare with another durability", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, true, false, false, true, FieldTable.Empty))),
        new("queue: redeclare with another auto-delete", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, false, false, true, true, FieldTable.Empty))),
        new("queue: redeclare as exclusive", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, false, true, false, true, FieldTable.Empty))),
        new("queue: redeclare with an argument", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(1000))))),
        new("queue: redeclare with another argument", "?", client => client
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(1))))
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(2))))),
        new("queue: argument of a wrong type", "?", client => client.Send(
            1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.String("1"))))),
        new("queue: negative argument", "?", client => client.Send(
            1, Names.Declare(Names.Queue, Names.Table("x-max-length", FieldValue.Int32(-1))))),
        new("queue: bind of a missing one", "?", client => client.Send(1, Bind(Names.Missing, "amq.direct"))),
        new("queue: bind to a missing exchange", "?", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Bind(Names.Queue, Names.Missing))),
        new("queue: bind of a missing one to a missing exchange", "?", client => client.Send(1, Bind(Names.Missing, Names.Missing))),
        new("queue: bind to the default exchange", "?", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Bind(Names.Queue, ""))),
        new("queue: bind of a missing one to the default exchange", "?", client => client.Send(1, Bind(Names.Missing, ""))),
        new("queue: bind without name", "?", client => client.Send(1, Bind("", "amq.direct"))),
        new("queue: bind of a locked one", "?", (client, other) => LockedAsync(client, other, Bind(Names.Locked, "amq.direct"))),
        new("queue: bind with a wrong x-match", "?", client => client.Send(1, Names.Declare(Names.Queue)).Send(1, new QueueBind(
            Names.Queue, "amq.headers", "", true, Names.Table("x-match", FieldValue.String("some"))))),
        new("queue: unbind of a missing one", "?", client => client.Send(1, Unbind(Names.Missing, "amq.direct"))),
        new("queue: unbind from a missing exchange", "?", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, Names.Missing))),
        new("queue: unbind of a missing binding", "?", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, "amq.direct"))),
        new("queue: unbind from the default exchange", "?", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, ""))),
        new("queue: unbind of a locked one", "?", (client, other) => LockedAsync(client, other, Unbind(Names.Locked, "amq.direct"))),
        new("queue: purge of a missing one", "?", client => client.Send(1, new QueuePurge(Names.Missing, true))),
        new("queue: purge without name", "?", client => client.Send(1, new QueuePurge("", true))),
        new("queue: purge of a locked one", "?", (client, other) => LockedAsync(client, other, new QueuePurge(Names.Locked, true))),
        new("queue: delete of a missing one", "?", client => client.Send(1, new QueueDelete(Names.Missing, false, false, true))),
        new("queue: delete without name", "?", client => client.Send(1, new QueueDelete("", false, false, true))),
        new("queue: delete of a locked one", "?", (client, other) => LockedAsync(
            client, other, new QueueDelete(Names.Locked, false, false, true))),
        new("queue: delete of a used one if unused", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue)).Send(1, new QueueDelete(Names.Queue, true, false, true))),
        new("queue: delete of a filled one if empty", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Publish("", Names.Queue, "a").Send(1, new QueueDelete(Names.Queue, false, true, true))),
        new("queue: delete of a used and filled one if neither", "?", client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new BasicQos(0, 1, false)).Publish("", Names.Queue, "a").Publish("", Names.Queue, "a")
            .Send(1, Names.Consume(Names.Queue)).Send(1, new QueueDelete(Names.Queue, true, true, true))),
    ];

    private static QueueDeclare Passive(string name) => new(name, Passive: true, false, false, false, NoWait: true, FieldTable.Empty);

    private static QueueBind Bind(string queue, string exchange) => new(queue, exchange, "k", true, FieldTable.Empty);

    private static QueueUnbind Unbind(string queue, string exchange) => new(queue, exchange, "k", FieldTable.Empty);

    private static async Task LockedAsync<T>(AmqpTestClient client, AmqpTestClient other, T method)
        where T : struct, IAmqpMethod
    {
        await Names.LockAsync(other);
        client.Send(1, method);
    }
}
