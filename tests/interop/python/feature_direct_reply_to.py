"""amq.rabbitmq.reply-to: answers without a queue."""
import pika

from checks import check, until
from pika_checks import collect, connect, pump, refused

client, server = connect(), connect()
asking, answering = client.channel(), server.channel()
queue = answering.queue_declare("", auto_delete=True).method.queue
REPLY_TO = "amq.rabbitmq.reply-to"


def answer(channel, method, properties, body):
    check("the server sees an address of its own", properties.reply_to.startswith(REPLY_TO + "."))
    channel.basic_publish(
        "", properties.reply_to, body.upper(), pika.BasicProperties(correlation_id=properties.correlation_id))


answering.basic_consume(queue, answer, auto_ack=True)
refused(
    "asking needs a consumer for the answers", 406, "PRECONDITION_FAILED - fast reply consumer does not exist",
    lambda: (
        asking.basic_publish("", queue, b"early", pika.BasicProperties(reply_to=REPLY_TO)),
        asking.queue_declare(queue, passive=True)))

asking = client.channel()
_, answers = collect(asking, REPLY_TO)
for number in range(10):
    asking.basic_publish(
        "", queue, b"question %d" % number, pika.BasicProperties(reply_to=REPLY_TO, correlation_id=str(number)))
until(
    "ten answers come", lambda: len(answers) == 10,
    lambda: (pump(server)(), pump(client)()))
check(
    "each to its question",
    [(properties.correlation_id, body) for _, properties, body in answers],
    [(str(number), b"QUESTION %d" % number) for number in range(10)])
refused(
    "the answers' consumer can't acknowledge", 406, "PRECONDITION_FAILED - reply consumer cannot acknowledge",
    lambda: client.channel().basic_consume(REPLY_TO, print))
client.close()
server.close()
