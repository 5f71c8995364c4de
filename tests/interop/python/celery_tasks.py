"""The Celery application of the tests: its tasks, and where its broker is. Every run has names of its own."""
import os
import time

from celery import Celery

NAME = os.environ["INTEROP_NAME"]
app = Celery("celery_tasks", broker=os.environ["INTEROP_URI"], backend="rpc://")
app.conf.update(
    task_default_queue=NAME,
    control_exchange=f"{NAME}-control",
    event_exchange=f"{NAME}-events",
    event_queue_prefix=f"{NAME}-events",
    worker_hijack_root_logger=False,
    broker_connection_retry=False,
    broker_pool_limit=2,
    result_expires=60,
)


@app.task
def add(one, two):
    return one + two


@app.task
def fail(text):
    raise ValueError(text)


@app.task(bind=True, max_retries=5)
def succeed_at_attempt(self, attempt):
    if self.request.retries + 1 < attempt:
        raise self.retry(countdown=0.1)
    return self.request.retries + 1


@app.task(bind=True)
def where(self, seconds=0):
    time.sleep(seconds)
    return self.request.hostname


@app.task(bind=True, acks_late=True, reject_on_worker_lost=True)
def slow_first_time(self, started_file, seconds):
    """Takes its time when delivered for the first time, and notes that it has begun."""
    redelivered = bool(self.request.delivery_info["redelivered"])
    if not redelivered:
        with open(started_file, "w", encoding="utf-8") as started:
            started.write(self.request.hostname)
        time.sleep(seconds)
    return self.request.hostname, redelivered


@app.task
def note_and_sleep(started_file, seconds):
    with open(started_file, "w", encoding="utf-8"):
        pass
    time.sleep(seconds)
    return "finished"
