"""Load for bench/beside: wrk with beside.lua, and what the servers' processors spent meanwhile."""
import collections
import pathlib
import subprocess

import beside_set

HERE = pathlib.Path(__file__).resolve().parent

# rate: answers a second; cpu_us: of the server and its PostgreSQL for one answer, None where they did other work
# too; bytes: of an answer, with its head
Measured = collections.namedtuple("Measured", "rate p50_ms p99_ms cpu_us bytes requests")


class Load:
    """One run of wrk: begin() it, then finish() it; several may run at the same time."""

    def __init__(self, port, pids, kind, connections, seconds, **settings):
        self.pids = pids
        # A walk ends when its last question is asked, without the answers that are under way then: few beside many.
        connections = max(1, min(connections, settings.get("walk", connections * 4) // 4))
        words = [f"{name}={value}" for name, value in {"kind": kind, **settings}.items() if value is not None]
        self.command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency",
                        "-s", str(HERE / "beside.lua"), f"http://127.0.0.1:{port}", "--", *words]
        self.process = None

    def begin(self):
        self.before = beside_set.cpu_seconds(*self.pids)
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        return self

    def finish(self):
        """Fails where an answer was an error or none came. wrk counts 400 and above; nothing here asks for a 304."""
        try:
            out = self.process.communicate()[0]
        except BaseException:
            self.process.kill()
            raise
        spent_cpu = beside_set.cpu_seconds(*self.pids) - self.before
        line = next((line for line in out.splitlines() if line.startswith("measured ")), None)
        assert self.process.returncode == 0 and line, (self.command, out)
        requests, spent, p50, p99, size, refused, broken = (float(word) for word in line.split()[1:])
        assert requests > 0 and spent > 0 and not refused and not broken, (self.command, out)
        return Measured(requests / spent, p50 / 1000, p99 / 1000, spent_cpu * 1e6 / requests, size, int(requests))
