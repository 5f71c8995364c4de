"""Tutorial 5, topics: listeners choose lines of the log by patterns of facility and severity."""
from checks import unique, until
from pika_checks import collect, connect, pump

exchange = unique("topic-logs")
connection = connect()
logs = connection.channel()
logs.exchange_declare(exchange, exchange_type="topic")


def listen(*patterns):
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    for pattern in patterns:
        channel.queue_bind(queue, exchange, routing_key=pattern)
    return collect(channel, queue)[1]


everything, kernel, critical, both = listen("#"), listen("kern.*"), listen("*.critical"), listen("kern.*", "*.critical")
KEYS = ["kern.critical", "kern.info", "cron.critical", "cron.info", "kern.critical.disk", "cron"]
for key in KEYS:
    logs.basic_publish(exchange, key, key)
for name, listener, wanted in (
        ("#", everything, KEYS),
        ("kern.*", kernel, ["kern.critical", "kern.info"]),
        ("*.critical", critical, ["kern.critical", "cron.critical"]),
        ("two patterns, each line once", both, ["kern.critical", "kern.info", "cron.critical"])):
    until(
        name, lambda: [method.routing_key for method, _, _ in listener] == wanted, pump(connection))
logs.exchange_delete(exchange)
connection.close()
