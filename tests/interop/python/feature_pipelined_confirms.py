"""pika's asynchronous adapter: thousands of publishes are under way while their confirms come in."""
import pika

from checks import check, fail, unique
from pika_checks import parameters

COUNT = 5000
queue = unique("pipelined")
unconfirmed = set(range(1, COUNT + 1))
received = []
answers = {"single": 0, "multiple": 0}


def on_open(connection):
    connection.channel(on_open_callback=on_channel)


def on_channel(channel):
    channel.add_on_close_callback(lambda _, reason: None if reason.reply_code in (0, 200) else fail(repr(reason)))
    channel.confirm_delivery(
        lambda frame: on_confirm(channel, frame.method), callback=lambda _: declare(channel))


def declare(channel):
    channel.queue_declare(queue, exclusive=True, callback=lambda _: publish(channel))


def publish(channel):
    channel.basic_consume(queue, lambda _, method, __, body: on_message(channel, method, body))
    for number in range(COUNT):
        channel.basic_publish("", queue, b"%d" % number)


def on_confirm(channel, method):
    if isinstance(method, pika.spec.Basic.Nack):
        fail(f"nack of {method.delivery_tag}")
    answers["multiple" if method.multiple else "single"] += 1
    confirmed = {tag for tag in unconfirmed if tag <= method.delivery_tag} if method.multiple else {method.delivery_tag}
    if not method.multiple and method.delivery_tag not in unconfirmed:
        fail(f"{method.delivery_tag} is confirmed twice")
    unconfirmed.difference_update(confirmed)
    finish(channel)


def on_message(channel, method, body):
    received.append(body)
    if len(received) % 100 == 0:
        channel.basic_ack(method.delivery_tag, multiple=True)
    finish(channel)


def finish(channel):
    if not unconfirmed and len(received) == COUNT:
        channel.connection.close()


connection = pika.SelectConnection(
    parameters(), on_open_callback=on_open,
    on_open_error_callback=lambda _, error: fail(repr(error)),
    on_close_callback=lambda closed, _: closed.ioloop.stop())
connection.ioloop.start()
check(f"all publishes are confirmed ({answers})", len(unconfirmed), 0)
check("all messages come in order", received, [b"%d" % number for number in range(COUNT)])
