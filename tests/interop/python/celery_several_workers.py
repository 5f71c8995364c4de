"""Several Celery workers share one queue, and all answer to remote control, which is a fanout to their mailboxes."""
from celery.exceptions import TaskRevokedError
from celery import group

from celery_checks import Worker, app, clean_up
from celery_tasks import add, where
from checks import check, fail, until

workers = [Worker(name, "--pool", "solo", "--prefetch-multiplier", "1") for name in ("one", "two", "three")]
for worker in workers:
    worker.until_ready()
names = {worker.hostname for worker in workers}


def ping():
    return {name for reply in app.control.ping(timeout=2, limit=3) for name in reply}


check("all answer a ping", ping(), names)
one = workers[0].hostname
check("one answers a ping of its own", app.control.ping(destination=[one], timeout=2, limit=1), [{one: {"ok": "pong"}}])
queues = app.control.inspect(timeout=2, limit=3).active_queues()
check("all consume from the queue", {name: [queue["name"] for queue in found] for name, found in queues.items()},
      {name: [app.conf.task_default_queue] for name in names})

ran = group(where.s(0.05) for _ in range(30))().get(timeout=10)
check("every task ran", len(ran), 30)
check("each worker had a part in it", set(ran), names)

later = add.apply_async((1, 1), countdown=60)
until("a task waits in a worker for its time",
      lambda: any(app.control.inspect(timeout=2, limit=3).scheduled().values()))
later.revoke()
until("all hear that it is revoked",
      lambda: all(later.id in ids for ids in app.control.inspect(timeout=2, limit=3).revoked().values()))
soon = add.apply_async((1, 1), countdown=1)
soon.revoke()
try:
    soon.get(timeout=5)
    fail("a revoked task ran")
except TaskRevokedError:
    print("ok: a revoked task doesn't run", flush=True)

app.control.shutdown(destination=[one])
until("one can be shut down from afar", lambda: workers[0].process.poll() == 0)
check("the others work on", set(group(where.s(0.05) for _ in range(10))().get(timeout=10)), names - {one})
for worker in workers[1:]:
    check(f"{worker.hostname} stops", worker.stop(), 0)
clean_up()
