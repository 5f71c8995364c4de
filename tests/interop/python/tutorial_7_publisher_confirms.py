"""Tutorial 7, publisher confirms: one by one, in batches, and as they come."""
import pika

from checks import check, fail
from pika_checks import connect, get_all, parameters

COUNT = 300
sent = [b"%d" % number for number in range(COUNT)]


def one_by_one():
    connection = connect()
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.confirm_delivery()
    for body in sent:
        channel.basic_publish("", queue, body)
    check("one by one: all are there when the last is confirmed", get_all(channel, queue), sent)
    connection.close()


class AsTheyCome:
    """Publishes in batches of a given size; the next one starts when the last is confirmed."""

    def __init__(self, batch):
        self.batch = batch
        self.next = 0
        self.outstanding = {}
        self.count = None
        self.connection = pika.SelectConnection(
            parameters(), on_open_callback=lambda connection: connection.channel(on_open_callback=self.on_channel),
            on_open_error_callback=lambda _, error: fail(repr(error)),
            on_close_callback=lambda connection, _: connection.ioloop.stop())
        self.connection.ioloop.start()

    def on_channel(self, channel):
        self.channel = channel
        channel.confirm_delivery(self.on_confirm)
        channel.queue_declare("", exclusive=True, callback=self.on_queue)

    def on_queue(self, frame):
        self.queue = frame.method.queue
        self.publish()

    def publish(self):
        for body in sent[self.next:self.next + self.batch]:
            self.next += 1
            self.outstanding[self.next] = body
            self.channel.basic_publish("", self.queue, body)

    def on_confirm(self, frame):
        method = frame.method
        if not isinstance(method, pika.spec.Basic.Ack):
            fail(f"{method} instead of an ack")
        if method.delivery_tag not in self.outstanding:
            fail(f"{method.delivery_tag} was not waiting for a confirm")
        oldest = min(self.outstanding) if method.multiple else method.delivery_tag
        for tag in range(oldest, method.delivery_tag + 1):
            self.outstanding.pop(tag, None)
        if self.outstanding:
            return
        if self.next < COUNT:
            self.publish()
        else:
            self.channel.queue_declare(self.queue, passive=True, callback=self.on_count)

    def on_count(self, frame):
        self.count = frame.method.message_count
        self.connection.close()


one_by_one()
check("in batches of 100: all are there", AsTheyCome(100).count, COUNT)
check("all at once: all are there", AsTheyCome(COUNT).count, COUNT)
