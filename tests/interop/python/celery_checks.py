"""Worker processes for the scripts that use Celery."""
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading

from checks import URI, fail, unique, until

NAME = unique("celery")
os.environ.update(INTEROP_NAME=NAME, INTEROP_URI=URI)

from celery_tasks import app  # noqa: E402  (reads the environment)

SCRATCH = tempfile.TemporaryDirectory(prefix=NAME)
PR_SET_PDEATHSIG = 1


class Worker:
    """One `celery worker` process; it ends with this script, however that ends."""

    def __init__(self, name, *options):
        self.hostname = f"{name}@interop"
        self.lines = []
        # A group of its own, so that its pool's processes can be killed together with it.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "celery_tasks", "worker", "-n", self.hostname, "-l", "INFO",
             "--without-gossip", "--without-mingle", *(options or ("--pool", "solo"))],
            cwd=os.path.dirname(os.path.abspath(__file__)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True, preexec_fn=_end_with_parent)
        threading.Thread(target=self._read, daemon=True).start()

    def until_ready(self):
        until(f"{self.hostname} is ready", lambda: self.says(" ready.") or self._check_alive())
        return self

    def says(self, text):
        return any(text in line for line in self.lines)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """The graceful end: finishes what it runs, then exits. Gives its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            fail(f"{self.hostname} didn't stop\n{''.join(self.lines)}")

    def _check_alive(self):
        if self.process.poll() is not None:
            fail(f"{self.hostname} ended with code {self.process.returncode}\n{''.join(self.lines)}")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            print(f"    {self.hostname}: {line}", end="", flush=True)


def _end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def scratch_file(name):
    return os.path.join(SCRATCH.name, name)


def clean_up():
    """Deletes what Celery leaves in a broker that others use too."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        channel.queue_delete(NAME)
        for exchange in (NAME, f"{NAME}-control.pidbox", f"reply.{NAME}-control.pidbox", f"{NAME}-events"):
            channel.exchange_delete(exchange)
    app.close()
