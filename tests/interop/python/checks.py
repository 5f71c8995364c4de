"""What the Python scripts share: the broker's address, a deadline, and checks that say what they look at."""
import os
import signal
import sys
import time
import uuid
from urllib.parse import urlsplit

DEADLINE_SECONDS = 25
WAIT_SECONDS = 8

if len(sys.argv) < 2:
    sys.exit(f"usage: {sys.argv[0]} amqp://guest:guest@127.0.0.1:5672/%2F")

URI = sys.argv[1]
PORT = urlsplit(URI).port or 5672


def fail(text):
    print(f"FAILED: {text}", flush=True)
    # Not sys.exit: that would end only the thread that calls it, or wait for others to end.
    os._exit(1)


def check(what, actual, expected=True):
    if actual != expected:
        fail(f"{what}: expected {expected!r}, got {actual!r}")
    print(f"ok: {what}", flush=True)


def unique(name):
    return f"interop-{name}-{uuid.uuid4().hex[:8]}"


def until(what, condition, pump=lambda: time.sleep(0.02)):
    """Waits until the condition holds; pump lets time pass or handles what comes in."""
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            fail(f"{what}: not within {WAIT_SECONDS} s")
        pump()
    print(f"ok: {what}", flush=True)


def _on_deadline(*_):
    fail(f"not done within {DEADLINE_SECONDS} s")


signal.signal(signal.SIGALRM, _on_deadline)
signal.alarm(DEADLINE_SECONDS)
