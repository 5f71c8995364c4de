"""Publisher confirms, and what comes back when a mandatory message has nowhere to go."""
import pika
from pika.exceptions import UnroutableError

from checks import check, fail, unique, until
from pika_checks import connect, get_all, pump, refused

connection = connect()
channel = connection.channel()
queue = channel.queue_declare("", exclusive=True).method.queue

returned = []
plain = connection.channel()
plain.add_on_return_callback(lambda _, method, properties, body: returned.append((method, properties, body)))
plain.basic_publish("", "nobody", b"dropped")
plain.basic_publish(
    "amq.direct", "nobody", b"come back", pika.BasicProperties(message_id="m-1", headers={"a": 1}), mandatory=True)
until("a mandatory message without a route returns", lambda: len(returned) == 1, pump(connection))
method, properties, body = returned[0]
check(
    "with code, text, exchange and routing key",
    (method.reply_code, method.reply_text, method.exchange, method.routing_key),
    (312, "NO_ROUTE", "amq.direct", "nobody"))
check("as it was published", (body, properties.message_id, properties.headers), (b"come back", "m-1", {"a": 1}))

channel.confirm_delivery()
for number in range(100):
    channel.basic_publish("", queue, b"%d" % number, mandatory=True)
check("every confirmed message is in the queue at once", len(get_all(channel, queue)), 100)
channel.basic_publish("", "nobody", b"dropped")
print("ok: a message that goes nowhere is confirmed", flush=True)
try:
    channel.basic_publish("", "nobody", b"returned", mandatory=True)
    fail("an unroutable mandatory message was confirmed without return")
except UnroutableError as error:
    check("a confirmed mandatory message returns first", [m.body for m in error.messages], [b"returned"])
channel.basic_publish("", queue, b"after")
check("and publishing goes on", get_all(channel, queue), [b"after"])

missing = unique("missing")
refused(
    "publishing to a missing exchange closes the channel", 404,
    f"NOT_FOUND - no exchange '{missing}' in vhost '/'",
    lambda: channel.basic_publish(missing, "", b""))
internal = unique("internal")
channel = connection.channel()
channel.exchange_declare(internal, "fanout", internal=True)
channel.confirm_delivery()
refused(
    "an internal exchange takes no messages from clients", 403,
    f"ACCESS_REFUSED - cannot publish to internal exchange '{internal}' in vhost '/'",
    lambda: channel.basic_publish(internal, "", b""))
connection.channel().exchange_delete(internal)
connection.close()
