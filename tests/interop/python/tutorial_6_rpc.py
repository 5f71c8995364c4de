"""Tutorial 6, RPC: a client asks a server for Fibonacci numbers and knows the answers by their correlation ids."""
import threading
import uuid

import pika

from checks import check, unique, until
from pika_checks import collect, connect, pump

queue = unique("rpc")
setup = connect()
setup.channel().queue_declare(queue)


def fibonacci(number):
    one, two = 0, 1
    for _ in range(number):
        one, two = two, one + two
    return one


def serve(stop):
    connection = connect()
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1)

    def answer(_, method, properties, body):
        channel.basic_publish(
            "", properties.reply_to, str(fibonacci(int(body))),
            pika.BasicProperties(correlation_id=properties.correlation_id))
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(queue, answer)
    while not stop.is_set():
        connection.process_data_events(time_limit=0.02)
    connection.close()


class Client:
    def __init__(self):
        self.connection = connect()
        self.channel = self.connection.channel()
        self.replies = self.channel.queue_declare("", exclusive=True).method.queue
        _, self.received = collect(self.channel, self.replies)

    def ask(self, number):
        correlation_id = str(uuid.uuid4())
        self.channel.basic_publish(
            "", queue, str(number), pika.BasicProperties(reply_to=self.replies, correlation_id=correlation_id))
        return correlation_id

    def answers(self):
        return {properties.correlation_id: int(body) for _, properties, body in self.received}


stop = threading.Event()
servers = [threading.Thread(target=serve, args=(stop,), daemon=True) for _ in range(2)]
for server in servers:
    server.start()
client, other = Client(), Client()
one_question = client.ask(30)
until("the answer comes", lambda: client.answers() == {one_question: 832040}, pump(client.connection))

client.received.clear()
asked = {client.ask(number): fibonacci(number) for number in range(40)}
others = {other.ask(number): fibonacci(number) for number in range(10)}
until("forty answers come", lambda: len(client.received) == 40, pump(client.connection))
check("each belongs to its question", client.answers(), asked)
until("another client gets its own", lambda: other.answers() == others, pump(other.connection))
stop.set()
for server in servers:
    server.join()
setup.channel().queue_delete(queue)
for connection in (client.connection, other.connection, setup):
    connection.close()
