"""One Celery worker: results over the rpc backend, errors, retries, countdowns, and groups of tasks."""
import time

from celery import chain, group

from celery_checks import Worker, clean_up
from celery_tasks import add, fail as failing, succeed_at_attempt
from checks import check, fail

worker = Worker("one").until_ready()
check("a result comes back", add.delay(2, 3).get(timeout=5), 5)
try:
    failing.delay("on purpose").get(timeout=5)
    fail("a task's error didn't come back")
except ValueError as error:
    check("so does an error", str(error), "on purpose")
check("a task that retries succeeds in the end", succeed_at_attempt.delay(3).get(timeout=5), 3)

begin = time.monotonic()
check("a task with a countdown runs", add.apply_async((1, 1), countdown=0.5).get(timeout=5), 2)
check("not before its time", time.monotonic() - begin >= 0.5)
check("many tasks at once", group(add.s(number, number) for number in range(200))().get(timeout=10), [2 * n for n in range(200)])
check("one task's result is the next one's argument", chain(add.s(1, 2), add.s(3), add.s(4))().get(timeout=5), 10)
check("a worker that stops says so by its code", worker.stop(), 0)
clean_up()
