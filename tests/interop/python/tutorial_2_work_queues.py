"""Tutorial 2, work queues: tasks are shared out among workers, fairly, and survive a worker that dies."""
import pika

from checks import check, unique, until
from pika_checks import connect

queue = unique("tasks")
producer = connect()
tasks = producer.channel()
tasks.confirm_delivery()
tasks.queue_declare(queue, durable=True)


class Worker:
    def __init__(self, prefetch=0):
        self.connection = connect()
        self.channel = self.connection.channel()
        self.channel.basic_qos(prefetch_count=prefetch)
        self.held = []
        self.channel.basic_consume(queue, self.take)

    def take(self, channel, method, properties, body):
        self.held.append((method.delivery_tag, body))

    def finish_one(self):
        tag, body = self.held.pop(0)
        self.channel.basic_ack(tag)
        return body


def give(*names):
    for name in names:
        tasks.basic_publish("", queue, name, pika.BasicProperties(delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE))


def work(*workers):
    for worker in workers:
        worker.connection.process_data_events(time_limit=0.02)


one, two = Worker(), Worker()
give(*[f"task {number}" for number in range(6)])
until("six tasks are handed out", lambda: len(one.held) + len(two.held) == 6, lambda: work(one, two))
check("round robin", [body for _, body in one.held], [b"task 0", b"task 2", b"task 4"])
done = {one.finish_one()}
one.connection.close()
until("the tasks of a worker that ended go to the other", lambda: len(two.held) == 5, lambda: work(two))
while two.held:
    done.add(two.finish_one())
check("none is lost", done, {b"task %d" % number for number in range(6)})
two.connection.close()

busy, idle = Worker(prefetch=1), Worker(prefetch=1)
give("long", "short 1", "short 2", "short 3")
until("each worker has one task", lambda: len(busy.held) == len(idle.held) == 1, lambda: work(busy, idle))
done = []
for count in range(3):
    until("the idle worker has a task", lambda: len(idle.held) == 1, lambda: work(busy, idle))
    done.append(idle.finish_one())
check("with prefetch 1 the idle worker does all the rest", done, [b"short 1", b"short 2", b"short 3"])
check("while the other is busy", busy.finish_one(), b"long")
for worker in (busy, idle):
    worker.connection.close()
check("nothing is left", tasks.queue_delete(queue).method.message_count, 0)
producer.close()
