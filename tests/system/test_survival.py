"""Killing a worker, restarting PostgreSQL, SIGTERM, all under load: what was answered with 201 is there, whole."""

import contextlib
import http.client
import os
import signal
import threading

import harness
import stories

CLIENTS = 6


class Load:
    """Clients that post distinct reports, one after the other, until told to stop; remembers what was promised."""

    def __init__(self, daemon, first):
        self.daemon = daemon
        self.promised = {}
        self.refusals = []
        self.wrong = []
        self._next = first
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _take_number(self):
        with self._lock:
            self._next += 1
            return self._next

    def _run(self):
        while not self._stop.is_set():
            number = self._take_number()
            try:
                answer = self.daemon.add_report(stories.report(number, number, "90.50"), stories.ORG, "2021-H1")
            except (OSError, http.client.HTTPException):
                # The connection broke: nothing was promised. Not to spin while nobody listens:
                self._stop.wait(0.02)
                continue
            except AssertionError as fault:
                self.wrong.append(str(fault))
                return
            with self._lock:
                if answer.status == 201:
                    self.promised[answer.json["id"]] = (number, answer.json["figure_count"])
                else:
                    self.refusals.append(answer)

    def wait_for(self, more):
        goal = len(self.promised) + more
        harness.wait_until(lambda: len(self.promised) >= goal or self.wrong, f"{more} more reports taken in")

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(harness.PATIENCE_S)


class Survival(harness.SystemTest):
    first = 0

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    @contextlib.contextmanager
    def load(self):
        Survival.first += 1_000_000
        load = Load(self.daemon, Survival.first)
        try:
            yield load
        finally:
            load.stop()
        self.assertEqual(load.wrong, [])

    def assert_promises_kept(self, load):
        self.assertTrue(load.promised)
        stored = {
            int(report): (int(count), figures, observations)
            for report, count, figures, observations in self.pg.sql(
                "SELECT r.id, r.figure_count,"
                " (SELECT string_agg(f.text, ' ' ORDER BY f.ordinal) FROM figures f"
                "   WHERE f.org_id = r.org_id AND f.report_id = r.id),"
                " (SELECT count(*) FROM observations o WHERE o.org_id = r.org_id AND o.report_id = r.id)"
                " FROM reports r"
            )
        }
        for report, (number, count) in load.promised.items():
            self.assertEqual(count, stories.FIGURES)
            self.assertIn(report, stored, f"report {report} was answered with 201 and is not there")
        for report, (count, figures, observations) in stored.items():
            self.assertEqual((count, observations), (stories.FIGURES, str(stories.FIGURES)), f"report {report} is torn")
            if report in load.promised:
                number = load.promised[report][0]
                self.assertEqual(figures, f"{number}次 {number}家 90.50%")

    def test_worker_when_killed_under_load_then_replaced_and_nothing_lost(self):
        with self.load() as load:
            for _ in range(3):
                load.wait_for(15)
                before = set(harness.wait_until(
                    lambda: len(w := self.daemon.workers()) == self.workers and w, "all workers are up"
                ))
                victim = min(before)
                os.kill(victim, signal.SIGKILL)
                harness.wait_until(
                    lambda: len(now := self.daemon.workers()) == self.workers and victim not in now, "a new worker"
                )
            load.wait_for(15)
        self.assert_promises_kept(load)

    def test_postgres_when_restarted_under_load_then_nothing_lost_and_well_again(self):
        with self.load() as load:
            for mode in ("fast", "immediate"):
                load.wait_for(15)
                self.pg.restart(mode)
                harness.wait_until(self.daemon.is_ready, f"ready after a {mode} restart of PostgreSQL")
            load.wait_for(15)
        for answer in load.refusals:
            self.assertEqual(answer.status, 503, answer)
        self.assert_promises_kept(load)

    def test_daemon_when_told_to_stop_under_load_then_finishes_and_nothing_lost(self):
        with self.load() as load:
            load.wait_for(15)
            status = self.daemon.stop()
        self.assertEqual(status, 0, self.daemon.log()[-3000:])
        for answer in load.refusals:
            self.assertEqual(answer.status, 503, answer)
        self.assert_promises_kept(load)
        self.daemon.start()

    def test_supervisor_when_killed_then_workers_end_and_a_new_one_can_start(self):
        workers = harness.wait_until(self.daemon.workers, "workers")
        self.daemon.process.kill()
        self.daemon.process.wait()
        harness.wait_until(
            lambda: not any(os.path.exists(f"/proc/{pid}") and b"tongbid" in self.command_line(pid) for pid in workers),
            "the workers ended with their supervisor",
        )
        self.daemon.start()
        self.assertEqual(self.daemon.call("GET", f"/v1/orgs/{stories.ORG}").status, 200)

    @staticmethod
    def command_line(pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                return line.read()
        return b""


if __name__ == "__main__":
    harness.main()
