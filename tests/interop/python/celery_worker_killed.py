"""A Celery worker is killed in the middle of a task that is acknowledged late: another worker runs it again."""
import os
import time

from celery_checks import Worker, clean_up, scratch_file
from celery_tasks import slow_first_time
from checks import check, until

started = scratch_file("started")
first = Worker("first", "--pool", "prefork", "--concurrency", "1").until_ready()
result = slow_first_time.delay(started, seconds=60)
until("the task runs in the first worker", lambda: os.path.exists(started))
second = Worker("second").until_ready()
begin = time.monotonic()
first.kill()
check("the second one runs it again", result.get(timeout=10), [second.hostname, True])
check(f"at once ({time.monotonic() - begin:.2f} s)", time.monotonic() - begin < 5)
check("and can be stopped", second.stop(), 0)
clean_up()
