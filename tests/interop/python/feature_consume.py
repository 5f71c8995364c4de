"""Consuming: order, consumer tags, round robin, cancelling from both sides, and basic.get."""
from checks import check, unique, until
from pika_checks import bodies, collect, connect, pump, refused, until_ready

connection = connect()
channel = connection.channel()
queue = channel.queue_declare("", exclusive=True).method.queue
empty = channel.basic_get(queue)
check("basic.get on an empty queue answers get-empty", empty, (None, None, None))

sent = [b"%d" % number for number in range(500)]
for body in sent:
    channel.basic_publish("", queue, body)
until_ready(channel, queue, 500)
method, _, body = channel.basic_get(queue)
check(
    "basic.get takes the oldest message",
    (body, method.delivery_tag, method.redelivered, method.exchange, method.routing_key, method.message_count),
    (b"0", 1, False, "", queue, 499))
channel.basic_ack(method.delivery_tag)

tag, received = collect(channel, queue, consumer_tag="mine")
check("the client's consumer tag is kept", tag, "mine")
until("all messages come", lambda: len(received) == 499, pump(connection))
check("in the order of publishing", bodies(received), sent[1:])
check("with delivery tags that count on", [method.delivery_tag for method, _, _ in received], list(range(2, 501)))
check("and the consumer's tag", {method.consumer_tag for method, _, _ in received}, {"mine"})

channel.basic_cancel("mine")
channel.basic_publish("", queue, b"after cancel")
until_ready(channel, queue, 1)
check("a cancelled consumer gets nothing more", len(received), 499)
channel.queue_purge(queue)

first = connection.channel()
second = connection.channel()
_, of_first = collect(first, queue)
_, of_second = collect(second, queue)
for number in range(10):
    channel.basic_publish("", queue, b"%d" % number)
until("ten messages come", lambda: len(of_first) + len(of_second) == 10, pump(connection))
check("consumers take turns", (len(of_first), len(of_second)), (5, 5))
first.close()
second.close()

exclusive = connection.channel()
collect(exclusive, queue, exclusive=True)
refused(
    "an exclusive consumer stays alone", 403,
    f"ACCESS_REFUSED - queue '{queue}' in vhost '/' in exclusive use",
    lambda: collect(connection.channel(), queue))
exclusive.close()

shared = unique("cancelled")
channel.queue_declare(shared)
channel.confirm_delivery()
got = []
for number in range(5):
    channel.basic_publish("", shared, b"%d" % number)
for method, _, body in channel.consume(shared, inactivity_timeout=8):
    if method is None:
        break
    got.append(body)
    channel.basic_ack(method.delivery_tag)
    if len(got) == 5:
        break
check("consuming through pika's generator", got, [b"0", b"1", b"2", b"3", b"4"])
check("cancelling the generator returns nothing", channel.cancel(), 0)

cancelled = []
watching = connection.channel()
watching.add_on_cancel_callback(lambda frame: cancelled.append(frame.method.consumer_tag))
tag, _ = collect(watching, shared)
channel.queue_delete(shared)
until("the broker cancels a consumer whose queue is deleted", lambda: cancelled == [tag], pump(connection))
check("and its channel stays open", watching.is_open)
connection.close()
