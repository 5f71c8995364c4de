using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>The queue class (AMQP 0-9-1 §1.7).</summary>
internal static class QueueErrorCases
{
    public static ErrorCase[] All { get; } =
    [
        new("queue: passive declare of a missing one",
            "channel 404 (50,10) NOT_FOUND - no queue 'pabal.missing' in vhost '/'",
            client => client.Send(1, Passive(Names.Missing))),
        new("queue: passive declare without name",
            "channel 404 (50,10) NOT_FOUND - no queue '' in vhost '/'",
            client => client.Send(1, Passive(""))),
        new("queue: passive declare of a locked one",
            "channel 405 (50,10) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(client, other, Passive(Names.Locked))),
        new("queue: declare of a locked one",
            "channel 405 (50,10) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(client, other, Names.Declare(Names.Locked))),
        new("queue: exclusive declare of a locked one",
            "channel 405 (50,10) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(
            client, other, new QueueDeclare(Names.Locked, false, false, true, false, true, FieldTable.Empty))),
        new("queue: declare of a reserved name",
            "channel 403 (50,10) ACCESS_REFUSED - queue name 'amq.pabal' contains reserved prefix 'amq.*'",
            client => client.Send(1, Names.Declare("amq.pabal"))),
        new("queue: redeclare with another durability",
            "channel 406 (50,10) PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'pabal.q' in vhost '/': received 'true' but current is 'false'",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, true, false, false, true, FieldTable.Empty))),
        new("queue: redeclare with another auto-delete",
            "channel 406 (50,10) PRECONDITION_FAILED - inequivalent arg 'auto_delete' for queue 'pabal.q' in vhost '/': received 'true' but current is 'false'",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, false, false, true, true, FieldTable.Empty))),
        new("queue: redeclare as exclusive",
            "channel 405 (50,10) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.q' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, new QueueDeclare(Names.Queue, false, false, true, false, true, FieldTable.Empty))),
        new("queue: redeclare with an argument",
            "channel 406 (50,10) PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'pabal.q' in vhost '/': received the value '1000' of type 'signedint' but current is none",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(1000))))),
        new("queue: redeclare with another argument",
            "channel 406 (50,10) PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'pabal.q' in vhost '/': received '2' but current is '1'",
            client => client
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(1))))
            .Send(1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.Int32(2))))),
        new("queue: argument of a wrong type",
            "channel 406 (50,10) PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'pabal.q' in vhost '/': \"expected integer, got longstr\"",
            client => client.Send(
            1, Names.Declare(Names.Queue, Names.Table("x-message-ttl", FieldValue.String("1"))))),
        new("queue: negative argument",
            "channel 406 (50,10) PRECONDITION_FAILED - invalid arg 'x-max-length' for queue 'pabal.q' in vhost '/': {value_negative,-1}",
            client => client.Send(
            1, Names.Declare(Names.Queue, Names.Table("x-max-length", FieldValue.Int32(-1))))),
        new("queue: bind of a missing one",
            "channel 404 (50,20) NOT_FOUND - no queue 'pabal.missing' in vhost '/'",
            client => client.Send(1, Bind(Names.Missing, "amq.direct"))),
        new("queue: bind to a missing exchange",
            "channel 404 (50,20) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Bind(Names.Queue, Names.Missing))),
        new("queue: bind of a missing one to a missing one",
            "channel 404 (50,20) NOT_FOUND - no exchange 'pabal.missing' in vhost '/'",
            client => client.Send(1, Bind(Names.Missing, Names.Missing))),
        new("queue: bind to the default exchange",
            "channel 403 (50,20) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Bind(Names.Queue, ""))),
        new("queue: bind of a missing one to the default",
            "channel 403 (50,20) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client.Send(1, Bind(Names.Missing, ""))),
        new("queue: bind without name",
            "channel 404 (50,20) NOT_FOUND - no previously declared queue",
            client => client.Send(1, Bind("", "amq.direct"))),
        new("queue: bind of a locked one",
            "channel 405 (50,20) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(client, other, Bind(Names.Locked, "amq.direct"))),
        new("queue: bind with a wrong x-match",
            "channel 406 (50,20) PRECONDITION_FAILED - Invalid x-match field value <<\"some\">>; expected all, any, all-with-x, or any-with-x",
            client => client.Send(1, Names.Declare(Names.Queue)).Send(1, new QueueBind(
            Names.Queue, "amq.headers", "", true, Names.Table("x-match", FieldValue.String("some"))))),
        new("queue: unbind of a missing one", "ok", client => client.Send(1, Unbind(Names.Missing, "amq.direct"))),
        new("queue: unbind from a missing exchange", "ok", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, Names.Missing))),
        new("queue: unbind of a missing binding", "ok", client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, "amq.direct"))),
        new("queue: unbind from the default exchange",
            "channel 403 (50,50) ACCESS_REFUSED - operation not permitted on the default exchange",
            client => client
            .Send(1, Names.Declare(Names.Queue)).Send(1, Unbind(Names.Queue, ""))),
        new("queue: unbind of a locked one", "ok", (client, other) => LockedAsync(client, other, Unbind(Names.Locked, "amq.direct"))),
        new("queue: purge of a missing one",
            "channel 404 (50,30) NOT_FOUND - no queue 'pabal.missing' in vhost '/'",
            client => client.Send(1, new QueuePurge(Names.Missing, true))),
        new("queue: purge without name",
            "channel 404 (50,30) NOT_FOUND - no previously declared queue",
            client => client.Send(1, new QueuePurge("", true))),
        new("queue: purge of a locked one",
            "channel 405 (50,30) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(client, other, new QueuePurge(Names.Locked, true))),
        new("queue: delete of a missing one", "ok", client => client.Send(1, new QueueDelete(Names.Missing, false, false, true))),
        new("queue: delete without name",
            "channel 404 (50,40) NOT_FOUND - no previously declared queue",
            client => client.Send(1, new QueueDelete("", false, false, true))),
        new("queue: delete of a locked one",
            "channel 405 (50,40) RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'pabal.locked' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
            (client, other) => LockedAsync(
            client, other, new QueueDelete(Names.Locked, false, false, true))),
        new("queue: delete of a used one if unused",
            "channel 406 (50,40) PRECONDITION_FAILED - queue 'pabal.q' in vhost '/' in use",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Send(1, Names.Consume(Names.Queue)).Send(1, new QueueDelete(Names.Queue, true, false, true))),
        new("queue: delete of a filled one if empty",
            "channel 406 (50,40) PRECONDITION_FAILED - queue 'pabal.q' in vhost '/' not empty",
            client => client.Send(1, Names.Declare(Names.Queue))
            .Publish("", Names.Queue, "a").Send(1, new QueueDelete(Names.Queue, false, true, true))),
        new("queue: delete of a filled used one if neither",
            "channel 406 (50,40) PRECONDITION_FAILED - queue 'pabal.q' in vhost '/' not empty",
            client => client.Send(1, Names.Declare(Names.Queue))
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
