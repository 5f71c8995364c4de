"""A broker short of memory: publishers are told that they are blocked, wait, and are told when they may go on.

Needs a broker whose memory limit is a few tens of megabytes.
"""
from checks import check, unique, until
from pika_checks import connect, get_all, pump

BODY = bytes(100_000)
LIMIT_MESSAGES = 2000

consumer = connect()
control = consumer.channel()
queue = unique("blocked")
control.queue_declare(queue)

publisher = connect()
events = []
publisher.add_on_connection_blocked_callback(lambda _, frame: events.append(("blocked", frame.method.reason)))
publisher.add_on_connection_unblocked_callback(lambda _, frame: events.append(("unblocked", None)))
channel = publisher.channel()
published = 0
while not events and published < LIMIT_MESSAGES:
    channel.basic_publish("", queue, BODY)
    published += 1
    publisher.process_data_events(time_limit=0)
check(f"the publisher is told that it is blocked, after {published} messages", events, [("blocked", "low on memory")])

channel.basic_publish("", queue, b"last")
publisher.process_data_events(time_limit=0.3)
check("and stays blocked while nothing is consumed", len(events), 1)
check("others can still work", control.queue_declare(queue, passive=True).method.message_count > 0)

taken = []
until(
    "consuming clears the alarm", lambda: events[-1][0] == "unblocked",
    lambda: (taken.extend(get_all(control, queue)), pump(publisher)()))
until(
    "and every message that was sent arrives", lambda: len(taken) == published + 1,
    lambda: (taken.extend(get_all(control, queue)), pump(publisher)()))
check("in order", taken[-1], b"last")
# What was on its way when the alarm was cleared may raise it once more.
until("and the alarm is cleared in the end", lambda: events[-1][0] == "unblocked", pump(publisher))
check("the publisher hears of both in turn", [name for name, _ in events], ["blocked", "unblocked"] * (len(events) // 2))
control.queue_delete(queue)
publisher.close()
consumer.close()
