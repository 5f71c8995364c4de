"""Exchanges, queues and bindings: what declaring, binding and deleting them does and answers."""
import re

from checks import check, unique, until
from pika_checks import collect, connect, get_all, pump, refused

connection = connect()
channel = connection.channel()

generated = channel.queue_declare("", exclusive=True).method.queue
check("a queue without a name gets one from the broker", bool(re.fullmatch(r"amq\.gen-[\w-]{22}", generated)))
channel.queue_bind("", "amq.direct", generated)
channel.basic_publish("amq.direct", generated, b"to the last one")
until("an empty name means the queue declared last", lambda: channel.queue_purge("").method.message_count == 1)
refused(
    "except in a passive declare", 404, "NOT_FOUND - no queue '' in vhost '/'",
    lambda: connection.channel().queue_declare("", passive=True))

name = unique("declare")
declared = channel.queue_declare(name, durable=True).method
check("a new queue is empty and unused", (declared.queue, declared.message_count, declared.consumer_count), (name, 0, 0))
for body in (b"1", b"2", b"3"):
    channel.basic_publish("", name, body)
until("declaring it again tells the messages", lambda: channel.queue_declare(name, durable=True).method.message_count == 3)
tag, received = collect(channel, name)
until("they are consumed", lambda: len(received) == 3, pump(connection))
check("and the consumers", channel.queue_declare(name, passive=True).method.consumer_count, 1)
channel.basic_cancel(tag)

channel.basic_publish("", name, b"purged")
until("it waits", lambda: channel.queue_declare(name, passive=True).method.message_count == 1)
check("purging tells how many were dropped", channel.queue_purge(name).method.message_count, 1)
channel.basic_publish("", name, b"deleted")
until("one more waits", lambda: channel.queue_declare(name, passive=True).method.message_count == 1)
refused(
    "a queue with messages is not deleted if-empty", 406,
    f"PRECONDITION_FAILED - queue '{name}' in vhost '/' not empty",
    lambda: channel.queue_delete(name, if_empty=True))
channel = connection.channel()
check("deleting tells how many were dropped", channel.queue_delete(name).method.message_count, 1)
check("deleting what doesn't exist succeeds", channel.queue_delete(name).method.message_count, 0)

source, target = unique("source"), unique("target")
channel.exchange_declare(source, "direct")
channel.exchange_declare(target, "fanout", auto_delete=True)
channel.exchange_declare(source, passive=True)
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, target)
channel.exchange_bind(target, source, "through")
channel.confirm_delivery()
channel.basic_publish(source, "through", b"e2e")
channel.basic_publish(source, "past", b"nowhere")
check("a message goes through a binding between exchanges", get_all(channel, queue), [b"e2e"])
channel.exchange_unbind(target, source, "through")
channel.basic_publish(source, "through", b"nowhere")
check("and no longer when it is unbound", get_all(channel, queue), [])

for key in ("a", "a", "b"):
    channel.queue_bind(queue, source, key)
channel.basic_publish(source, "a", b"once")
channel.basic_publish(source, "b", b"again")
check("a binding counts once", get_all(channel, queue), [b"once", b"again"])
channel.queue_unbind(queue, source, "a")
channel.basic_publish(source, "a", b"unbound")
channel.basic_publish(source, "b", b"bound")
check("unbinding takes one binding away", get_all(channel, queue), [b"bound"])
channel.queue_unbind(queue, source, "never bound")
refused(
    "an exchange with bindings is not deleted if-unused", 406,
    f"PRECONDITION_FAILED - exchange '{source}' in vhost '/' in use",
    lambda: channel.exchange_delete(source, if_unused=True))

channel = connection.channel()
channel.exchange_delete(source)
channel.exchange_delete(source)
channel.queue_unbind(queue, target)
refused(
    "an auto-delete exchange goes with its last binding", 404,
    f"NOT_FOUND - no exchange '{target}' in vhost '/'",
    lambda: channel.exchange_declare(target, passive=True))

channel = connection.channel()
passing = unique("auto-delete")
channel.queue_declare(passing, auto_delete=True)
tag, _ = collect(channel, passing)
channel.basic_cancel(tag)
refused(
    "an auto-delete queue goes with its last consumer", 404,
    f"NOT_FOUND - no queue '{passing}' in vhost '/'",
    lambda: channel.queue_declare(passing, passive=True))
connection.close()
