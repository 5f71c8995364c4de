"""Exclusive queues: their own connection's alone, gone when it ends."""
from checks import check, unique, until
from pika_checks import connect, get_all, refused
from pika.exceptions import ChannelClosedByBroker

owner = connect()
other = connect()
name = unique("exclusive")
channel = owner.channel()
channel.queue_declare(name, exclusive=True)
owner.channel().queue_declare(name, exclusive=True)
owner.channel().queue_declare(name, exclusive=True, durable=True)
print("ok: another channel of the connection may declare it again, durable or not", flush=True)

LOCKED = (
    f"RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '{name}' in vhost '/'. It could be originally"
    " declared on another connection or the exclusive property value does not match that of the original declaration.")
for what, use in (
        ("declare", lambda c: c.queue_declare(name, exclusive=True)),
        ("passive declare", lambda c: c.queue_declare(name, passive=True)),
        ("consume", lambda c: c.basic_consume(name, print)),
        ("get", lambda c: c.basic_get(name)),
        ("purge", lambda c: c.queue_purge(name)),
        ("bind", lambda c: c.queue_bind(name, "amq.direct", "x")),
        ("delete", lambda c: c.queue_delete(name))):
    refused(f"{what} by another connection", 405, LOCKED, lambda: use(other.channel()))

publisher = other.channel()
publisher.confirm_delivery()
publisher.basic_publish("", name, b"from outside")
check("anybody may publish to it", get_all(channel, name), [b"from outside"])

owner.close()


def is_gone():
    try:
        other.channel().queue_declare(name, passive=True)
    except ChannelClosedByBroker as error:
        return error.reply_code == 404
    return False


until("it ends with its connection", is_gone)
other.close()
