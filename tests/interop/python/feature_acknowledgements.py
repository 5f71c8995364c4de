"""ack, nack, reject and recover, one and many: what stays, what comes back, and in which place."""
import socket

from checks import check, unique, until
from pika_checks import bodies, collect, connect, get_all, pump, refused, until_ready

connection = connect()
control = connection.channel()
control.confirm_delivery()
queue = unique("acknowledge")
control.queue_declare(queue)


def fill(count):
    control.queue_purge(queue)
    for number in range(count):
        control.basic_publish("", queue, b"%d" % number)


def consume(count):
    channel = connection.channel()
    _, received = collect(channel, queue, auto_ack=False)
    until(f"{count} messages come", lambda: len(received) == count, pump(connection))
    return channel, received


fill(5)
channel, received = consume(5)
check("none was delivered before", [method.redelivered for method, _, _ in received], [False] * 5)
channel.basic_ack(3, multiple=True)
channel.close()
until_ready(control, queue, 2)
channel, received = consume(2)
check("closing the channel returns what is not acknowledged", bodies(received), [b"3", b"4"])
check("as redelivered", [method.redelivered for method, _, _ in received], [True, True])
channel.basic_ack(0, multiple=True)
channel.close()
check("ack of tag 0 means all", get_all(control, queue), [])

fill(4)
channel, received = consume(4)
channel.basic_reject(2, requeue=False)
channel.basic_nack(1, requeue=False)
channel.basic_nack(4, multiple=True, requeue=True)
until("nack with requeue delivers again", lambda: len(received) == 6, pump(connection))
check("in the old order", bodies(received)[4:], [b"2", b"3"])
check("with new delivery tags", [method.delivery_tag for method, _, _ in received[4:]], [5, 6])
channel.basic_reject(5, requeue=True)
until("reject with requeue delivers again", lambda: len(received) == 7, pump(connection))
check("that message", (received[6][2], received[6][0].redelivered), (b"2", True))
channel.basic_nack(0, multiple=True, requeue=False)
channel.close()
check("nack of tag 0 without requeue drops all", get_all(control, queue), [])

fill(3)
method, _, _ = control.basic_get(queue)
control.basic_nack(method.delivery_tag)
check("a returned message is first again", get_all(control, queue), [b"0", b"1", b"2"])

fill(3)
channel, received = consume(3)
channel.basic_ack(2)
channel.basic_recover(requeue=True)
until("recover delivers what is open", lambda: len(received) == 5, pump(connection))
check("again", [(body, method.redelivered) for method, _, body in received[3:]], [(b"0", True), (b"2", True)])
channel.close()

fill(1)
other = connect()
_, held = collect(other.channel(), queue, auto_ack=False)
until("another connection holds the message", lambda: len(held) == 1, pump(other))
# No farewell: the socket just ends, as it does when a process is killed.
other._impl._transport._sock.shutdown(socket.SHUT_RDWR)
until_ready(control, queue, 1)
method, _, _ = control.basic_get(queue, auto_ack=True)
check("a lost connection returns it as redelivered", method.redelivered)

for number, settle in ((1, "basic_ack"), (2, "basic_reject"), (3, "basic_nack")):
    channel = connection.channel()
    getattr(channel, settle)(99)
    refused(
        f"{settle} of an unknown tag", 406, "PRECONDITION_FAILED - unknown delivery tag 99",
        lambda: channel.queue_declare(queue, passive=True))
control.queue_delete(queue)
connection.close()
