"""Tutorial 3, publish/subscribe: every program that listens gets its own copy of each log line."""
from checks import check, unique, until
from pika_checks import bodies, collect, connect, pump

exchange = unique("logs")
emitter = connect()
logs = emitter.channel()
logs.exchange_declare(exchange, exchange_type="fanout")
logs.basic_publish(exchange, "", b"nobody listens yet")


class Listener:
    def __init__(self):
        self.connection = connect()
        channel = self.connection.channel()
        channel.exchange_declare(exchange, exchange_type="fanout")
        self.queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(self.queue, exchange)
        _, self.received = collect(channel, self.queue)


file, screen = Listener(), Listener()
check("each has a queue of its own", file.queue != screen.queue)
for line in (b"info: one", b"warning: two"):
    logs.basic_publish(exchange, "", line)
for listener in (file, screen):
    until(
        "a listener gets every line since it came",
        lambda: bodies(listener.received) == [b"info: one", b"warning: two"], pump(listener.connection))
file.connection.close()
logs.basic_publish(exchange, "", b"three")
until("the other goes on when one leaves", lambda: bodies(screen.received)[2:] == [b"three"], pump(screen.connection))
screen.connection.close()
logs.exchange_delete(exchange)
emitter.close()
