#!/usr/bin/env python3
"""questions.py [SECONDS]: how fast questions are answered over HTTP, beside plain SQL for the same answers in the same run.

Starts a cluster and a daemon of its own on the loopback address, loads questions.sql, and asks with 1 and 8 connections
for SECONDS (10) each, in turn:

  trend    one of 10,000 series at random, 40 half-years with their changes against the year before
  compare  one metric over 2,000 organisations against the year before, with ranks
  query    20 trends in one request; in SQL 20 statements in one pipeline
  bulk     100,000 rows as one CSV, beside \\copy of the same file into a table with its key

over HTTP by wrk, in SQL by pgbench with prepared statements (questions_trend.sql, questions_compare.sql), which receives
the rows but makes no JSON of them. Before it measures it makes sure that both give the same values. Needs what the
system tests need, and wrk (Debian: wrk, postgresql-15).
"""
import collections
import decimal
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests/system"))

import harness  # noqa: E402

WARM_S = 2
CONNECTIONS = (1, 8)
PARTS = 20
BULK_ROUNDS, BULK_YEARS = 3, 5
CHECKED_SERIES, CHECKED_YEARS = 20, (2005, 2014, 2023)
# A server as somebody would run it, on a disk that is told to keep what was committed.
SERVER = "fsync = on\nfull_page_writes = on\nshared_buffers = 512MB\nmax_wal_size = 4GB\n"

Measured = collections.namedtuple("Measured", "rate p50_ms p99_ms bytes")


def start():
    """A cluster with the schema and the load, and a daemon before it."""
    cluster = harness.Postgres()
    with open(cluster.data / "postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write(SERVER)
    cluster.restart()
    daemon = harness.Daemon(cluster.conninfo(), workers=2, settings={"TONGBI_ACCESS_LOG": "no"})
    try:
        psql(cluster, "-f", HERE / "questions.sql")
    except BaseException:
        daemon.close()
        cluster.close()
        raise
    return cluster, daemon


def psql(cluster, *arguments):
    command = [harness.PG_BIN / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", cluster.conninfo(), *arguments]
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout


# ---- the same answers ------------------------------------------------------------------------------------------------

def sql_rows(cluster, name, **variables):
    """What a pgbench script answers for these values of its variables."""
    statement = "".join(line for line in (HERE / name).open(encoding="utf-8") if not line.startswith("\\"))
    for variable, value in variables.items():
        statement = re.sub(rf"(?<!:):{variable}\b", str(value), statement)
    return [line.split("|") for line in psql(cluster, "-c", statement).splitlines()]


def number(text):
    return decimal.Decimal(str(text)) if text not in (None, "") else None


def change_of(row):
    return number(row["change"] if row.get("change") is not None else row.get("change_pp"))


def check_trend(cluster, daemon, org, metric):
    answer = daemon.call("GET", f"/v1/trend?org=o{org}&metric=m{metric}", checked=False).json
    here = [(p["period"], number(p["value"]), change_of(p), number(p["change_rel"])) for p in answer["points"]]
    there = [(r[0], number(r[1]), number(r[4]), number(r[5]))
             for r in sql_rows(cluster, "questions_trend.sql", org=org, metric=metric)]
    assert len(here) == 40 and here == there, (org, metric, here[:4], there[:4])


def check_compare(cluster, daemon, metric, year):
    question = f"/v1/compare?metric=m{metric}&period={year}-H1&against=previous_year"
    answer = daemon.call("GET", question, checked=False).json
    here = {r["org"]: (number(r["value"]), number(r["base"]), change_of(r), number(r["change_rel"]), r["rank"])
            for r in answer["rows"]}
    there = {r[0]: (number(r[2]), number(r[3]), number(r[4]), number(r[5]), int(r[6]))
             for r in sql_rows(cluster, "questions_compare.sql", metric=metric, year=year)}
    assert len(here) == 2000 and here == there, (metric, year, [(k, here[k], there.get(k)) for k in list(here)[:3]])


def check(cluster, daemon):
    for i in range(CHECKED_SERIES):
        check_trend(cluster, daemon, 1 + i * 97, 1 + i % 5)
    for year in CHECKED_YEARS:
        check_compare(cluster, daemon, 1 + year % 5, year)
    body = json.dumps({"parts": [{"trend": {"org": f"o{i}", "metric": "m1"}} for i in range(1, PARTS + 1)]})
    answer = daemon.call("POST", "/v1/query", body=body, headers={"Content-Type": "application/json"}, checked=False)
    assert [len(part["body"]["points"]) for part in answer.json["parts"]] == [40] * PARTS, answer


# ---- measuring -------------------------------------------------------------------------------------------------------

def wrk(daemon, kind, connections, seconds):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", HERE / "questions.lua",
               f"http://127.0.0.1:{daemon.port}", "--", kind, daemon.token("viewer")]
    out = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    line = next((line for line in out.splitlines() if line.startswith("measured ")), None)
    assert line, out
    requests, spent, p50, p99, size, refused, broken = (float(word) for word in line.split()[1:])
    assert requests > 0 and not refused and not broken, out
    return Measured(requests / spent, p50 / 1000, p99 / 1000, size)


def pgbench(cluster, script, connections, seconds):
    """Percentiles come from its log of single transactions (the third column, in microseconds)."""
    logs = pathlib.Path(cluster.directory) / "pgbench"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    # Not from PATH: Debian's wrapper wants a cluster that it manages.
    command = [harness.PG_BIN / "pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T", str(seconds), "-l",
               f"--log-prefix={logs / 'log'}", "-f", script, cluster.conninfo()]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rate = float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])
    spent = sorted(int(line.split()[2]) for path in logs.iterdir() for line in path.open(encoding="utf-8"))
    return Measured(rate, spent[len(spent) // 2] / 1000, spent[len(spent) * 99 // 100] / 1000, None)


def query_script(folder):
    """20 trends in one pipeline: the trend's statement over and over, each with an organisation and a metric of its own."""
    lines = (HERE / "questions_trend.sql").read_text(encoding="utf-8").splitlines(keepends=True)
    settings = [line for line in lines if line.startswith("\\set")]
    statement = "".join(line for line in lines if not line.startswith("\\"))
    numbered = range(1, PARTS + 1)
    sets = [re.sub(r"^\\set (\w+)", rf"\\set \g<1>{i}", line) for i in numbered for line in settings]
    asks = [re.sub(r"(?<!:):(org|metric)\b", rf":\g<1>{i}", statement) for i in numbered]
    path = pathlib.Path(folder) / "questions_query.sql"
    path.write_text("".join([*sets, "\\startpipeline\n", *asks, "\\endpipeline\n"]), encoding="utf-8")
    return path


def show(name, connections, how, m):
    size = f"{m.bytes / 1000:,.1f} kB" if m.bytes is not None else ""
    print(f"| {name} | {connections} | {how} | {m.rate:,.0f} | {m.p50_ms:.2f} | {m.p99_ms:.2f} | {size} |", flush=True)


def measure_questions(cluster, daemon, seconds):
    scripts = {"trend": HERE / "questions_trend.sql", "compare": HERE / "questions_compare.sql",
               "query": query_script(cluster.directory)}
    print("| question | connections | by | a second | p50 ms | p99 ms | answer |\n|---|---|---|---|---|---|---|")
    for name, script in scripts.items():
        wrk(daemon, name, max(CONNECTIONS), WARM_S)
        pgbench(cluster, script, max(CONNECTIONS), WARM_S)
        for connections in CONNECTIONS:
            show(name, connections, "HTTP", wrk(daemon, name, connections, seconds))
            show(name, connections, "SQL", pgbench(cluster, script, connections, seconds))


# ---- bulk ------------------------------------------------------------------------------------------------------------

def bulk_rows(first_year):
    """100,000 rows of points that are not there yet."""
    rows = ["org,metric,period,value,published\n"]
    for org in range(1, 2001):
        for metric in range(1, 6):
            for year in range(first_year, first_year + BULK_YEARS):
                for half, day in ((1, f"{year}-07-10"), (2, f"{year + 1}-01-10")):
                    rows.append(f"o{org},m{metric},{year}-H{half},{17 + (org * 31 + metric * 7 + year) % 83},{day}\n")
    return "".join(rows)


def post_bulk(daemon, body):
    """Seconds that it took, or None where it was refused, which is said."""
    begin = time.monotonic()
    answer = daemon.call("POST", "/v1/observations", body=body.encode(), headers={"Content-Type": "text/csv"}, checked=False)
    spent = time.monotonic() - begin
    if answer.status not in (200, 201):
        print(f"bulk: refused with {answer.status}: {answer.text[:300]}")
        return None
    assert answer.json["stored"] == body.count("\n") - 1, answer
    return spent


def copy_bulk(cluster, path):
    begin = time.monotonic()
    psql(cluster, "-c", f"\\copy plain from '{path}' csv header")
    return time.monotonic() - begin


def measure_bulk(cluster, daemon):
    """Each round brings other years, into a table that holds the rounds before."""
    psql(cluster, "-c", "create table plain (org text, metric text, period text, value numeric, published date,"
                        " primary key (org, metric, period, published))")
    taken = {"HTTP": [], "\\copy": []}
    for i in range(BULK_ROUNDS):
        body = bulk_rows(2004 - (i + 1) * BULK_YEARS)
        path = pathlib.Path(cluster.directory) / "bulk.csv"
        path.write_text(body, encoding="utf-8")
        taken["HTTP"].append(post_bulk(daemon, body))
        taken["\\copy"].append(copy_bulk(cluster, path))
    print("| bulk, 100,000 rows | seconds, each round | rows a second, median |\n|---|---|---|")
    for how, spent in taken.items():
        if None in spent:
            print(f"| {how} | refused | |")
        else:
            each = ", ".join(f"{s:.2f}" for s in spent)
            print(f"| {how} | {each} | {100_000 / sorted(spent)[len(spent) // 2]:,.0f} |")


def main(seconds=10):
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: wrk)")
    cluster, daemon = start()
    try:
        check(cluster, daemon)
        measure_questions(cluster, daemon, int(seconds))
        measure_bulk(cluster, daemon)
    finally:
        try:
            daemon.close()
        finally:
            cluster.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
