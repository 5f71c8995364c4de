"""A Celery worker with a pool of processes that is told to stop: it finishes its tasks and leaves the others in the queue."""
import os

from celery_checks import NAME, Worker, app, clean_up, scratch_file
from celery_tasks import add, note_and_sleep
from checks import check, until

worker = Worker("stopping", "--pool", "prefork", "--concurrency", "2", "--prefetch-multiplier", "1", "--events").until_ready()
files = [scratch_file(f"started-{number}") for number in range(2)]
running = [note_and_sleep.delay(file, 1) for file in files]
until("two tasks run", lambda: all(os.path.exists(file) for file in files))
waiting = [add.delay(number, 1) for number in range(3)]
worker.process.terminate()
check("what ran is finished", [result.get(timeout=8) for result in running], ["finished"] * 2)
check("then the worker ends", worker.process.wait(timeout=8), 0)


def waiting_count():
    with app.connection_for_read() as connection:
        return connection.default_channel.queue_declare(NAME, passive=True).message_count


until("what had not begun is in the queue", lambda: waiting_count() == 3)
after = Worker("after").until_ready()
check("another worker does it", [result.get(timeout=8) for result in waiting], [1, 2, 3])
check("and ends", after.stop(), 0)
clean_up()
