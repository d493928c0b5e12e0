"""The set that bench/beside measures on: a cluster, figures that are the same in every run, databases, what is true of them.

Series s (from 0) is metric s % metrics of organisation s // metrics; its value in half-year t (from 0) is hundredths(s, t) / 100.
The last half-year is 2024-H2. Half-years are published on the tenth day after their end.
"""
import decimal
import http.client
import math
import os
import pathlib
import subprocess
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tests/system"))

import harness  # noqa: E402

LAST_HALF = 2024 * 2 + 1
LOAD_PATIENCE_S = 3600
# A server as somebody would run it, on a disk that is told to keep what was committed.
SERVER = """fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 2GB
max_wal_size = 8GB
maintenance_work_mem = 512MB
work_mem = 32MB
effective_cache_size = 12GB
random_page_cost = 1.1
checkpoint_timeout = 30min
max_connections = 100
jit = off
"""
PLAIN = ("create table plain (series_id int, period_start date, vintage int, value double precision,"
         " primary key (series_id, period_start, vintage))")


def hundredths(series, t):
    chance = series * 2654435761 & 0xFFFFFFFF
    return (10000 + chance % 10_000_000) * (9500 + (chance >> 7) % 37 * t + (series * 40503 + t * 9973) % 1000) // 10000


def value(series, t):
    return decimal.Decimal(hundredths(series, t)).scaleb(-2)


class Figures:
    """The whole set, as files: `rows` for POST /v1/observations, `plain` for the plain table; half-year by half-year."""

    def __init__(self, folder, orgs, metrics, periods):
        self.orgs, self.metrics, self.periods = orgs, metrics, periods
        self.series, self.count = orgs * metrics, orgs * metrics * periods
        self.rows, self.plain = pathlib.Path(folder) / "rows.csv", pathlib.Path(folder) / "plain.csv"
        with open(self.rows, "w", encoding="ascii") as rows, open(self.plain, "w", encoding="ascii") as plain:
            rows.write("org,metric,period,value,published\n")
            for t in range(periods):
                self._write_half(t, rows, plain)

    def _write_half(self, t, rows, plain):
        year, half = divmod(self.half(t), 2)
        published = f"{year}-07-10" if half == 0 else f"{year + 1}-01-10"
        start, tail = f"{year}-{half * 6 + 1:02}-01", f",{published}\n"
        middle = [f",{self.metric(m)},{self.period(t)}," for m in range(self.metrics)]
        for o in range(self.orgs):
            org, first = self.org(o), o * self.metrics
            values = [f"{v // 100}.{v % 100:02}" for v in (hundredths(first + m, t) for m in range(self.metrics))]
            rows.write("".join([f"{org}{middle[m]}{v}{tail}" for m, v in enumerate(values)]))
            plain.write("".join([f"{first + m},{start},1,{v}\n" for m, v in enumerate(values)]))

    @staticmethod
    def org(o):
        return f"o{o + 1:05}"

    @staticmethod
    def metric(m):
        return f"m{m + 1:02}"

    def half(self, t):
        return LAST_HALF - (self.periods - 1 - t)

    def period(self, t):
        year, half = divmod(self.half(t), 2)
        return f"{year}-H{half + 1}"

    def step(self):
        """A number that walks once through all series before it comes back, far from neighbour to neighbour."""
        step = int(self.series * 0.6180339887) | 1
        while math.gcd(step, self.series) != 1:
            step += 2
        return step


# ---- servers and databases -------------------------------------------------------------------------------------------

def start_cluster():
    cluster = harness.Postgres()
    try:
        with open(cluster.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(SERVER)
        cluster.restart()
    except BaseException:
        cluster.close()
        raise
    return cluster


def cluster_pid(cluster):
    return int((cluster.data / "postmaster.pid").read_text(encoding="ascii").split()[0])


def psql(cluster, database, *commands):
    """Each command on its own; the output of all."""
    arguments = [word for command in commands for word in ("-c", command)]
    program = [harness.PG_BIN / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", cluster.conninfo(database), *arguments]
    return subprocess.run(program, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout


def start_daemon(cluster, database, figures):
    """A daemon with its schema, catalogue and organisations in a new database; limits and log as they are by default."""
    daemon = harness.Daemon(cluster.create_database(database), workers=2)
    try:
        psql(cluster, database,
             "insert into orgs (code, name) select 'o' || lpad(n::text, 5, '0'), '第' || n || '教育局'"
             f" from generate_series(1, {figures.orgs}) n",
             "insert into metrics (code, name_zh, kind, unit, direction, over_time, over_orgs)"
             " select 'm' || lpad(n::text, 2, '0'), '量度' || n, 'quantity', '万元', 'higher_better', 'sum', 'sum'"
             f" from generate_series(1, {figures.metrics}) n", "analyze orgs", "analyze metrics")
    except BaseException:
        daemon.close()
        raise
    return daemon


def post_rows(daemon, figures, is_new):
    """Seconds from the first byte to the answer, which comes after COMMIT."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=LOAD_PATIENCE_S, blocksize=1 << 18)
    headers = {"Content-Type": "text/csv", "Authorization": "Bearer " + daemon.token("reporter"),
               "Content-Length": str(figures.rows.stat().st_size)}
    begin = time.monotonic()
    with open(figures.rows, "rb") as body:
        connection.request("POST", "/v1/observations", body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    spent = time.monotonic() - begin
    connection.close()
    assert answer.status == (201 if is_new else 200), (answer.status, text[:600])
    assert f'"{"stored" if is_new else "unchanged"}":{figures.count}' in text, text[:600]
    return spent


def copy_plain(cluster, figures):
    psql(cluster, "plain", "drop table if exists plain", PLAIN, "checkpoint")
    begin = time.monotonic()
    psql(cluster, "plain", f"\\copy plain from '{figures.plain}' csv")
    return time.monotonic() - begin


def tidy(cluster, database):
    """Not before there are rows: PostgreSQL would plan the first load for tables that it has seen to be empty."""
    psql(cluster, database, "vacuum analyze", "checkpoint")


def megabytes_of(cluster, database):
    """(tables with their indexes, the database)"""
    tables = psql(cluster, database, "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r'"
                                     " and relnamespace = 'public'::regnamespace")
    return int(tables) / 1e6, int(psql(cluster, database, f"select pg_database_size('{database}')")) / 1e6


# ---- what is true ----------------------------------------------------------------------------------------------------

def relative(here, base):
    return (100 * (here - base) / base).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)


def check_trend(daemon, figures, series):
    org, metric = divmod(series, figures.metrics)
    path = f"/v1/trend?org={figures.org(org)}&metric={figures.metric(metric)}&quote=0"
    answer = daemon.call("GET", path, token="viewer", checked=False)
    assert answer.status == 200, answer
    expected = []
    for t in range(figures.periods):
        here, base = value(series, t), value(series, t - 2) if t >= 2 else None
        expected.append((figures.period(t), here, here - base if base else None, relative(here, base) if base else None))
    got = [(p["period"], p["value"], p["change"], p["change_rel"]) for p in answer.json["points"]]
    assert got == expected, (path, got[:3], expected[:3])
    return len(answer.body)


def check_compare(daemon, figures, metric, t):
    path = f"/v1/compare?metric={figures.metric(metric)}&period={figures.period(t)}&against=previous_year&quote=0"
    answer = daemon.call("GET", path, token="viewer", checked=False)
    assert answer.status == 200, answer
    values = {o: value(o * figures.metrics + metric, t) for o in range(figures.orgs)}
    falling = sorted(values.values(), reverse=True)
    rank = {}
    for place, v in enumerate(falling, 1):
        rank.setdefault(v, place)
    got = {r["org"]: (r["value"], r["base"], r["change"], r["change_rel"], r["rank"]) for r in answer.json["rows"]}
    for o, here in values.items():
        base = value(o * figures.metrics + metric, t - 2)
        expected = (here, base, here - base, relative(here, base), rank[here])
        assert got.get(figures.org(o)) == expected, (path, figures.org(o), got.get(figures.org(o)), expected)
    assert len(got) == figures.orgs, len(got)
    return len(answer.body)


def check(daemon, figures):
    """The bytes of a trend's body. Asks a few series of those that the measuring leaves out (see beside.py)."""
    for metric in {0, figures.metrics - 1}:
        check_compare(daemon, figures, metric, figures.periods - 1)
    walk = figures.step()
    last = [(figures.series - 1 - i) * walk % figures.series for i in range(8)]
    return max(check_trend(daemon, figures, series) for series in last)


# ---- processes -------------------------------------------------------------------------------------------------------

def tree(pid):
    found = [pid]
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [p for child in path.read_text(encoding="ascii").split() for p in tree(int(child))]
        except OSError:
            pass
    return found


def cpu_seconds(*pids):
    """User and system time of processes, of those below them, and of those that these have outlived."""
    ticks = 0
    for pid in (p for root in pids for p in tree(root)):
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_megabytes(pid):
    """(resident, proportional)"""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    size = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return size["Rss"] * 1024 / 1e6, size["Pss"] * 1024 / 1e6
