"""heartbeat=1: who answers stays for as long as it likes, who falls silent is given up."""
import time

from checks import check, fail, unique
from pika_checks import connect
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker

alive = connect(heartbeat=1)
channel = alive.channel()
queue = channel.queue_declare("", exclusive=True).method.queue

silent = connect(heartbeat=1)
silent_queue = unique("silent")
silent.channel().queue_declare(silent_queue, exclusive=True)

# Nothing reads from or writes to the silent connection from here on, so that its heartbeats stop.
begin = time.monotonic()
gone_after = None
while time.monotonic() - begin < 5:
    alive.process_data_events(time_limit=0.4)
    if gone_after is None:
        # Locked while its owner is there, unknown afterwards.
        probe = alive.channel()
        try:
            probe.queue_declare(silent_queue, passive=True)
            fail("another connection's exclusive queue could be used")
        except ChannelClosedByBroker as error:
            if error.reply_code == 404:
                gone_after = time.monotonic() - begin
check("a connection with heartbeats lives", alive.is_open)
channel.basic_publish("", queue, b"still here")
check("and works", channel.basic_get(queue, auto_ack=True)[2], b"still here")
check(f"the silent one was given up (after {gone_after:.1f} s)", 1.5 < gone_after < 5)
try:
    silent.channel()
    fail("the silent connection still works")
except AMQPConnectionError as error:
    print(f"ok: and finds out: {error!r}", flush=True)

off = connect(heartbeat=0)
check("a client may switch heartbeats off", off._impl.params.heartbeat, 0)
off.close()
alive.close()
