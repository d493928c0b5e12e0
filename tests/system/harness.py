"""What the system tests stand on: a PostgreSQL of their own, a daemon, and a client that checks every answer.

Each test file starts its own cluster in a temporary directory (Unix socket only, run by an unprivileged user) and its
own daemon on a free port, and ends both by pid. Nothing sleeps: whatever takes time is waited for as a condition, with
a bound. Every JSON answer is validated against api/openapi.json, so that each test tests the description too.
"""

import contextlib
import decimal
import hashlib
import http.client
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

import contract

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("TONGBI_BIN", TOP / "build/release/bin"))
TONGBID = BIN / "tongbid"
TONGBI = BIN / "tongbi"
PG_BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
SHARED = pathlib.Path(os.environ.get("TONGBI_SHARED", TOP.parent / "shared"))
# Sanitizers and a busy machine make everything slower; no test waits this long when all is well.
PATIENCE_S = 60

SATISFACTION = "教师对学校的满意度"


def wait_until(condition, what, patience=PATIENCE_S):
    """Returns condition()'s first true value; fails after `patience` seconds, saying what it waited for."""
    pause = threading.Event()
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s in vain: {what}")
        pause.wait(0.02)


def unprivileged_user():
    """PostgreSQL refuses root: then the user that its package made."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("there is no unprivileged user to run PostgreSQL as")


class Postgres:
    """A cluster in a temporary directory. `directory` is where its socket is."""

    def __init__(self):
        self.user = unprivileged_user()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="tongbi-pg-", dir="/tmp"))
        os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        self.data = self.directory / "data"
        self.log = self.directory / "log"
        self._run("initdb", "-D", self.data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        # Without fsync, for the machine will not crash; but commits are synchronous, for PostgreSQL will.
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.directory}'\n"
                "fsync = off\nfull_page_writes = off\nmax_connections = 60\n"
                "shared_buffers = 32MB\nlog_min_messages = warning\n"
            )
        self.start()
        self.create_database("tongbi")

    def _command(self, *args):
        command = [str(a) for a in args]
        command[0] = str(PG_BIN / command[0])
        if os.geteuid() == 0:
            ids = f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}"
            command = ["setpriv", *ids, "--clear-groups", *command]
        return command

    def _run(self, *args, check=True):
        done = subprocess.run(
            self._command(*args), cwd=self.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{args[0]} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        # Not captured: the server would hold the pipe open.
        with open(self.directory / "pg_ctl.log", "ab") as out:
            subprocess.run(
                self._command("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", PATIENCE_S, "start"),
                cwd=self.directory, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True,
            )

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", PATIENCE_S, "stop")

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def create_database(self, name):
        self._run("createdb", "-h", self.directory, "-U", "tester", name)
        return self.conninfo(name)

    def conninfo(self, name="tongbi", host=None):
        return f"host={host or self.directory} dbname={name} user=tester"

    def sql(self, statement, name="tongbi"):
        """The rows of a query, each a list of texts (NULL as '')."""
        out = self._run(
            "psql", "-XAtq", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo(name), "-c", statement
        )
        return [line.split("\x1f") for line in out.splitlines()]

    def count(self, table, name="tongbi"):
        return int(self.sql(f"SELECT count(*) FROM {table}", name)[0][0])

    def counts(self, name="tongbi"):
        """How much is stored of what may not be stored in part."""
        return {table: self.count(table, name) for table in ("reports", "figures", "observations")}

    def close(self):
        with contextlib.suppress(AssertionError):
            self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)


class Answer:
    """Status, headers (lower-case names), body; `json` with exact numbers."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.text, parse_float=decimal.Decimal)

    def __repr__(self):
        return f"<{self.status} {self.type} {self.body[:600]!r}>"


class Daemon:
    """tongbid, serving on a free port of the loopback address."""

    def __init__(self, conninfo, workers=2, settings=(), migrate=True, wait=True):
        self.conninfo = conninfo
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="tongbi-daemon-", dir="/tmp"))
        self.log_path = self.directory / "log"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TONGBI_") and not k.startswith("PG")},
            "TONGBI_DATABASE": conninfo,
            "TONGBI_LISTEN_ADDRESS": "127.0.0.1",
            "TONGBI_WORKERS": str(workers),
            **dict(settings),
        }
        self.process = None
        self.port = None
        self.tokens = {}
        if migrate:
            self.command("migrate")
        self.start(wait)

    def command(self, *args, check=True, **more):
        done = subprocess.run(
            [TONGBID, *args], env={**self.environment, **more}, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=PATIENCE_S,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"tongbid {' '.join(args)}: {done.returncode} {done.stdout}{done.stderr}")
        return done

    def start(self, wait=True):
        self.port = self.port or free_port()
        self.environment["TONGBI_LISTEN_PORT"] = str(self.port)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [TONGBID, "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        if wait:
            self.wait_ready()

    def wait_ready(self):
        wait_until(self.is_ready, f"tongbid ready; its log: {self.log()[-2000:]}")

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"tongbid ended with {self.process.returncode}: {self.log()[-4000:]}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.call("GET", "/readyz", token=None).status == 200
        return False

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def workers(self):
        pid = self.process.pid
        with contextlib.suppress(OSError):
            return [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def stop(self, patience=PATIENCE_S):
        """SIGTERM, and the exit status: 0 unless something was wrong."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def close(self):
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                for pid in self.workers():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"tongbid did not stop: {self.log()[-4000:]}") from None
        log = self.log()
        shutil.rmtree(self.directory, ignore_errors=True)
        for sign in ("AddressSanitizer", "LeakSanitizer", "runtime error:", "Assertion `"):
            if sign in log:
                at = log.index(sign)
                raise AssertionError(f"the daemon's log holds '{sign}': {log[max(0, at - 500):at + 4000]}")

    def token(self, role="admin", org=None):
        if (role, org) not in self.tokens:
            args = ["token", "create", "--role", role] + (["--org", org] if org else [])
            self.tokens[role, org] = self.command(*args).stdout.strip()
        return self.tokens[role, org]

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)

    def call(self, method, path, body=None, headers=None, token="admin", query=None, checked=True):
        """One request on a connection of its own. token: a role, or None for none. `query`: parameters, to be encoded.
        checked: the answer must be one that the API's description allows."""
        headers = dict(headers or {})
        if token is not None and "Authorization" not in headers:
            headers["Authorization"] = "Bearer " + self.token(token)
        if query:
            path += "?" + urllib.parse.urlencode(query)
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=headers)
            got = connection.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()
        if checked:
            contract.check_answer(method, path, answer)
        return answer

    def get(self, path, **query):
        return self.call("GET", path, query=query)

    def put(self, path, value):
        return self.call("PUT", path, body=json.dumps(value), headers={"Content-Type": "application/json"})

    def add_org(self, code, name, parent=None):
        answer = self.put(f"/v1/orgs/{code}", {"name": name, **({"parent": parent} if parent else {})})
        assert answer.status in (200, 201), answer
        return answer

    def add_report(self, body, org, period, content_type="text/plain; charset=utf-8", **query):
        if isinstance(body, str):
            body = body.encode("utf-8")
        return self.call(
            "POST", "/v1/reports", body=body, headers={"Content-Type": content_type},
            query={"org": org, "period": period, **query},
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cli(daemon, *args, stdin=None, **environment):
    """The client as a program, against this daemon: (exit status, stdout, stderr)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TONGBI_")}
    env.update(environment)
    if daemon is not None:
        env.update(TONGBI_URL=f"http://127.0.0.1:{daemon.port}", TONGBI_TOKEN=daemon.token())
    done = subprocess.run(
        [TONGBI, *[str(a) for a in args]], input=stdin, env=env, capture_output=True, timeout=PATIENCE_S, cwd="/"
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class SystemTest(unittest.TestCase):
    """A test with a cluster and a daemon that its class shares. Override `settings`, `workers`, `prepare`."""

    settings = {}
    workers = 2
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.pg = Postgres()
        try:
            cls.daemon = Daemon(cls.pg.conninfo(), cls.workers, cls.settings)
        except BaseException:
            cls.pg.close()
            raise
        try:
            cls.prepare()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        try:
            cls.daemon.close()
        finally:
            cls.pg.close()

    def assert_problem(self, answer, status, name, detail="", field=None):
        """A problem+json of this status and kind, whose detail contains the given words."""
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.type, "application/problem+json", answer)
        problem = answer.json
        self.assertEqual(problem["status"], status)
        self.assertTrue(problem["type"].endswith(name), problem)
        self.assertTrue(problem["title"])
        self.assertIn(detail, problem["detail"])
        if field is not None:
            self.assertEqual(problem.get("field"), field, problem)
        return problem


def main():
    for program in (TONGBID, TONGBI):
        if not program.exists():
            raise SystemExit(f"{program} is not built")
    result = unittest.main(verbosity=2, exit=False).result
    if not result.wasSuccessful():
        raise SystemExit(1)
    if result.testsRun <= len(result.skipped):
        # What ctest counts as skipped; a file without a single test is a fault.
        raise SystemExit(77 if result.skipped else "no test was run")
