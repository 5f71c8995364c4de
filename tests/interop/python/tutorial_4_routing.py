"""Tutorial 4, routing: listeners choose by severity which lines of the log they want."""
from checks import unique, until
from pika_checks import bodies, collect, connect, pump

exchange = unique("direct-logs")
connection = connect()
logs = connection.channel()
logs.exchange_declare(exchange, exchange_type="direct")


def listen(*severities):
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    for severity in severities:
        channel.queue_bind(queue, exchange, routing_key=severity)
    return collect(channel, queue)[1]


disk = listen("error")
screen = listen("info", "warning", "error")
for severity in ("info", "error", "warning", "debug", "error"):
    logs.basic_publish(exchange, severity, f"a line of {severity}")
until("the disk gets errors", lambda: bodies(disk) == [b"a line of error"] * 2, pump(connection))
until(
    "the screen gets all but debug",
    lambda: [method.routing_key for method, _, _ in screen] == ["info", "error", "warning", "error"], pump(connection))
logs.exchange_delete(exchange)
connection.close()
