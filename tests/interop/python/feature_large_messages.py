"""Bodies of every size around the frame limit, and far above it."""
import hashlib
import os

from checks import check, until
from pika_checks import collect, connect, pump


def send_and_receive(connection, sizes):
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.confirm_delivery()
    _, received = collect(channel, queue)
    for size in sizes:
        body = os.urandom(size)
        channel.basic_publish("", queue, body)
        until(f"{size} octets come", lambda: len(received) == 1, pump(connection))
        _, _, got = received.pop()
        check("unchanged", (len(got), hashlib.sha256(got).digest()), (size, hashlib.sha256(body).digest()))


connection = connect()
frame_max = connection._impl.params.frame_max
check("the frame limit is RabbitMQ's", frame_max, 131072)
payload = frame_max - 8
send_and_receive(
    connection, [0, 1, 4095, payload - 1, payload, payload + 1, 2 * payload, 2 * payload + 1, 1 << 20, 20_000_000])
connection.close()

small = connect(frame_max=4096)
check("a smaller frame limit is accepted", small._impl.params.frame_max, 4096)
send_and_receive(small, [0, 4087, 4088, 4089, 100_000])
small.close()
