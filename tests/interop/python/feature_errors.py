"""What the broker refuses, with RabbitMQ's codes and texts; which errors end a channel, which the connection."""
import pika
from pika.exceptions import ConnectionClosedByBroker, ProbableAccessDeniedError, ProbableAuthenticationError

from checks import check, fail, unique
from pika_checks import connect, refused

connection = connect()
setup = connection.channel()
queue, exchange, missing = unique("queue"), unique("exchange"), unique("missing")
setup.queue_declare(queue)
setup.exchange_declare(exchange, "direct")
NO_QUEUE = f"NOT_FOUND - no queue '{missing}' in vhost '/'"
NO_EXCHANGE = f"NOT_FOUND - no exchange '{missing}' in vhost '/'"
DEFAULT_EXCHANGE = "ACCESS_REFUSED - operation not permitted on the default exchange"


def inequivalent(argument, kind, name, received, current):
    return (f"PRECONDITION_FAILED - inequivalent arg '{argument}' for {kind} '{name}' in vhost '/':"
            f" received {received} but current is {current}")


for what, code, text, action in (
        ("passive declare of a missing queue", 404, NO_QUEUE, lambda c: c.queue_declare(missing, passive=True)),
        ("consume from a missing queue", 404, NO_QUEUE, lambda c: c.basic_consume(missing, print)),
        ("get from a missing queue", 404, NO_QUEUE, lambda c: c.basic_get(missing)),
        ("purge of a missing queue", 404, NO_QUEUE, lambda c: c.queue_purge(missing)),
        ("bind of a missing queue", 404, NO_QUEUE, lambda c: c.queue_bind(missing, exchange, "k")),
        ("passive declare of a missing exchange", 404, NO_EXCHANGE, lambda c: c.exchange_declare(missing, passive=True)),
        ("bind to a missing exchange", 404, NO_EXCHANGE, lambda c: c.queue_bind(queue, missing, "k")),
        ("bind to the default exchange", 403, DEFAULT_EXCHANGE, lambda c: c.queue_bind(queue, "", "k")),
        ("delete of the default exchange", 403, DEFAULT_EXCHANGE, lambda c: c.exchange_delete("")),
        ("declare of another durability", 406, inequivalent("durable", "queue", queue, "'true'", "'false'"),
         lambda c: c.queue_declare(queue, durable=True)),
        ("declare of another auto-delete", 406, inequivalent("auto_delete", "queue", queue, "'true'", "'false'"),
         lambda c: c.queue_declare(queue, auto_delete=True)),
        ("declare of another argument", 406,
         inequivalent("x-message-ttl", "queue", queue, "the value '1000' of type 'signedint'", "none"),
         lambda c: c.queue_declare(queue, arguments={"x-message-ttl": 1000})),
        ("declare of another exchange type", 406, inequivalent("type", "exchange", exchange, "'fanout'", "'direct'"),
         lambda c: c.exchange_declare(exchange, "fanout")),
        ("declare of a reserved queue name", 403,
         "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
         lambda c: c.queue_declare("amq.mine")),
        ("declare of a reserved exchange name", 403,
         "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
         lambda c: c.exchange_declare("amq.mine")),
        ("delete of a reserved exchange", 403,
         "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
         lambda c: c.exchange_delete("amq.direct"))):
    channel = connection.channel()
    refused(what, code, text, lambda: action(channel))
check("the connection outlives its channels", connection.is_open)
check("its other channels work", setup.queue_declare(queue, passive=True).method.queue, queue)

used = connection.channel()
used.basic_consume(queue, print, consumer_tag="here")
refused(
    "delete of a queue in use", 406, f"PRECONDITION_FAILED - queue '{queue}' in vhost '/' in use",
    lambda: connection.channel().queue_delete(queue, if_unused=True))

# Raw methods from here on: pika itself wouldn't send them.
for what, code, text, method in (
        ("a consumer tag in use", 530, "NOT_ALLOWED - attempt to reuse consumer tag 'here'",
         pika.spec.Basic.Consume(queue=queue, consumer_tag="here")),
        ("an unknown exchange type", 503, "COMMAND_INVALID - unknown exchange type 'x-strange'",
         pika.spec.Exchange.Declare(exchange=missing, type="x-strange"))):
    hard = connect()
    channel = hard.channel()
    if what.startswith("a consumer"):
        channel.basic_consume(queue, print, consumer_tag="here")
    channel._impl._send_method(method)
    refused(f"{what} ends the connection", code, text, lambda: hard.process_data_events(time_limit=5))
    check("all of it", (hard.is_open, channel.is_open), (False, False))

hard = connect()
hard.channel()._impl._send_method(pika.spec.Basic.Publish(routing_key=queue, immediate=True), (pika.BasicProperties(), b""))
refused(
    "immediate is not implemented", 540, "NOT_IMPLEMENTED - immediate=true",
    lambda: hard.process_data_events(time_limit=5))


def connection_refused(what, kind, code, text, **settings):
    try:
        connect(**settings)
    except kind as error:
        check(what, str(code) in str(error) and text in str(error))
    else:
        fail(f"{what}: let in")


connection_refused(
    "a wrong password", ProbableAuthenticationError, 403,
    "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
    credentials=pika.PlainCredentials("guest", "wrong"))
connection_refused(
    "a missing virtual host", (ProbableAccessDeniedError, ConnectionClosedByBroker), 530,
    f"NOT_ALLOWED - vhost {missing} not found", virtual_host=missing)

setup.queue_delete(queue)
setup.exchange_delete(exchange)
connection.close()
