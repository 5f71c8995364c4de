"""Tutorial 1, hello world: one program sends a text to a queue, another takes it from there."""
from checks import check, unique, until
from pika_checks import bodies, collect, connect, pump

queue = unique("hello")


def send():
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue)
    channel.basic_publish(exchange="", routing_key=queue, body="Hello World!")
    connection.close()


send()
connection = connect()
channel = connection.channel()
check("declaring once more harms nothing", channel.queue_declare(queue).method.queue, queue)
_, received = collect(channel, queue)
until("the text that was sent before comes", lambda: bodies(received) == [b"Hello World!"], pump(connection))
send()
until("and one that is sent while waiting", lambda: bodies(received) == [b"Hello World!"] * 2, pump(connection))
channel.queue_delete(queue)
connection.close()
