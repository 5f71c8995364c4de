"""The four exchange types, the predeclared exchanges, and CC/BCC."""
import pika

from checks import check, unique
from pika_checks import connect, get_all

connection = connect()
channel = connection.channel()
channel.confirm_delivery()


def queue_bound_to(exchange, *keys, arguments=None):
    queue = channel.queue_declare("", exclusive=True).method.queue
    for key in keys:
        channel.queue_bind(queue, exchange, key, arguments)
    return queue


for exchange in ("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"):
    channel.exchange_declare(exchange, passive=True)
print("ok: the predeclared exchanges exist", flush=True)

topic = unique("topic")
channel.exchange_declare(topic, "topic")
for pattern, matching, other in (
        ("*.orange.*", ["quick.orange.rabbit", ".orange."], ["orange", "quick.orange", "a.b.orange.c"]),
        ("lazy.#", ["lazy", "lazy.pink", "lazy.pink.rabbit"], ["laz", "lazyness", "not.lazy"]),
        ("#", ["", "a", "a.b.c"], []),
        ("a.#.z", ["a.z", "a.b.z", "a.b.c.z"], ["a", "a.b", "b.z"]),
        ("#.b.*", ["b.c", "a.b.c", "a.a.b.b"], ["b", "b.c.d"])):
    queue = queue_bound_to(topic, pattern)
    for key in matching + other:
        channel.basic_publish(topic, key, key.encode())
    check(f"topic {pattern}", get_all(channel, queue), [key.encode() for key in matching])
    channel.queue_delete(queue)
overlapping = queue_bound_to(topic, "a.*", "*.b", "#")
channel.basic_publish(topic, "a.b", b"once")
check("overlapping bindings give one copy", get_all(channel, overlapping), [b"once"])
channel.exchange_delete(topic)

queues = [queue_bound_to("amq.fanout", key) for key in ("", "ignored")]
channel.basic_publish("amq.fanout", "any", b"all")
check("fanout ignores keys", [get_all(channel, queue) for queue in queues], [[b"all"], [b"all"]])

CASES = {
    "all": ({"x-match": "all", "a": 1, "b": "two"}, [{"a": 1, "b": "two"}, {"a": 1, "b": "two", "c": 3}], [{"a": 1}, {}]),
    "any": ({"x-match": "any", "a": 1, "b": "two"}, [{"a": 1}, {"b": "two", "a": 9}], [{"a": 2}, {"c": 1}, {}]),
    "present": ({"a": None}, [{"a": 1}, {"a": "text"}], [{"b": 1}]),
}
for name, (arguments, matching, other) in CASES.items():
    queue = queue_bound_to("amq.headers", "", arguments=arguments)
    for number, headers in enumerate(matching):
        channel.basic_publish("amq.headers", "", b"%d" % number, pika.BasicProperties(headers=headers))
    for headers in other:
        channel.basic_publish("amq.headers", "", b"wrong", pika.BasicProperties(headers=headers))
    check(f"headers {name}", get_all(channel, queue), [b"%d" % number for number in range(len(matching))])
    channel.queue_delete(queue)

first, copy, blind = (channel.queue_declare("", exclusive=True).method.queue for _ in range(3))
channel.basic_publish("", first, b"copies", pika.BasicProperties(headers={"CC": [copy], "BCC": [blind], "x": 1}))
for queue in (first, copy, blind):
    _, properties, _ = channel.basic_get(queue, auto_ack=True)
    check("CC is seen by all, BCC by none", properties.headers, {"CC": [copy], "x": 1})
connection.close()
