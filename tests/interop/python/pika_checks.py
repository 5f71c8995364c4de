"""Connections and expectations for the scripts that use pika."""
import pika
from pika.exceptions import ChannelClosedByBroker, ConnectionClosedByBroker

from checks import URI, check, fail, until


def parameters(**settings):
    result = pika.URLParameters(URI)
    for name, value in settings.items():
        setattr(result, name, value)
    return result


def connect(**settings):
    return pika.BlockingConnection(parameters(**settings))


def refused(what, code, text, action):
    """The broker closes the channel or the connection, with this code and text."""
    try:
        action()
    except (ChannelClosedByBroker, ConnectionClosedByBroker) as error:
        check(what, (error.reply_code, error.reply_text), (code, text))
    else:
        fail(f"{what}: not refused")


def pump(connection):
    return lambda: connection.process_data_events(time_limit=0.02)


def ready_count(channel, queue):
    return channel.queue_declare(queue, passive=True).method.message_count


def until_ready(channel, queue, count):
    until(f"{count} messages wait", lambda: ready_count(channel, queue) == count)


def get_all(channel, queue):
    """Takes what waits, acknowledged."""
    bodies = []
    while True:
        method, _, body = channel.basic_get(queue, auto_ack=True)
        if method is None:
            return bodies
        bodies.append(body)


def collect(channel, queue, **settings):
    """Consumes into the list that is returned; each item is (method, properties, body)."""
    received = []
    settings.setdefault("auto_ack", True)
    tag = channel.basic_consume(queue, lambda _, *delivery: received.append(delivery), **settings)
    return tag, received


def bodies(deliveries):
    return [body for _, _, body in deliveries]
