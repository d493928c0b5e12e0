#!/usr/bin/env python3
"""Tongbi beside what users would pick instead and beside the limits of the machine, in one run on one set.

Starts a cluster (fsync and synchronous_commit on) and the daemon with two workers, tokens, limits and access log as they are by
default, on the loopback address. Needs what the system tests need, and wrk (Debian: wrk, postgresql-15). In rounds, interleaved:

  load     POST /v1/observations of the whole set as CSV, to its answer after COMMIT; \\copy of the same rows into a plain table with
           its key; the same CSV again; each round with a database of its own
  first    trend, query of 20 trends and compare where nothing can be cached: each series, and each metric and period, is asked at most
           once; beside bare evhttp
  steady   kind by kind: trends of random series after a warm-up that walked all of them --walks times, beside bare evhttp; compare of
           the last half-year, as the peers' questions are
  reports  new reports posted over 8 connections, alone and while trends are read

With --peers VictoriaMetrics and Prometheus answer their trend and comparison in the rounds of first and steady. Answers are
checked against the generator before anything is measured, and an answer that is an error ends the run.
"""
import argparse
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import beside_growth
import beside_load
import beside_peers
import beside_reports
import beside_results
import beside_set
from beside_load import Load

MANY, POSTERS, PARTS = 32, 8, 20
SECTIONS = ("load", "trend", "compare", "query", "reports")
# Shares of a round's new series: trends over many connections, the same gzipped, over one connection, in queries.
SHARES = (("trend", 0.55), ("gzip", 0.10), ("one", 0.05), ("query", 0.30))
KEPT_BACK = 8  # series that the checks ask, and the measuring does not
REPORTS_A_SECOND = 1500  # more than are asked for; a run ends early where they are used up
RATIOS = (
    ("load: HTTP beside \\copy, rows/s", "load, rows/s", "\\copy, rows/s", "0.9"),
    ("trend, first touch, beside Prometheus", "trend, first touch.rate", "prometheus trend c32, first.rate", "1.3"),
    ("trend, steady, beside Prometheus", "trend, steady.rate", "prometheus trend c32, steady.rate", "4"),
    ("trend, steady, beside bare evhttp, 1.5 KB", "trend, steady.rate", "bare evhttp 1.5 KB, steady.rate", "0.6"),
    ("trend, steady, beside bare evhttp, same size", "trend, steady.rate", "bare evhttp same size, steady.rate", ""),
    ("compare alone, p50, beside VictoriaMetrics", "compare, first touch, 1 connection.p50_ms",
     "victoriametrics compare c1, first.p50_ms", "below 1"),
    ("compare, steady, beside VictoriaMetrics", "compare, steady.rate", "victoriametrics compare c32, steady.rate", "5"),
    ("query of 20, p50, beside one trend", "query of 20, first touch, 1 connection.p50_ms",
     "trend, first touch, 1 connection.p50_ms", "below 3"),
    ("trends while reports are posted", "trend, while reports are posted.rate", "trend, alone.rate", "0.5"),
)


class Bench:
    def __init__(self, options, folder, cluster):
        self.options, self.folder, self.cluster = options, pathlib.Path(folder), cluster
        self.results = beside_results.Results()
        self.figures = beside_set.Figures(folder, options.orgs, options.metrics, options.periods)
        self.peers = beside_peers.Peers(options.peers, self.figures, options.seconds) if options.peers else None
        self.daemon = self.bare = None

    def wants(self, section):
        return section in self.options.only

    def close(self):
        if self.peers:
            self.peers.close()
        if self.bare:
            self.bare.terminate()
            self.bare.wait()
        if self.daemon:
            self.daemon.close()

    # ---- loading ----

    def load_all(self):
        """The last round's database stays; a single one is made where loading is not measured."""
        self.cluster.create_database("plain")
        for i in range(self.options.rounds if self.wants("load") else 1):
            if self.daemon:
                self.daemon.close()
                self.daemon = None
                beside_set.psql(self.cluster, "postgres", f"drop database tongbi{i - 1}")
            self.load(f"tongbi{i}")

    def load(self, database):
        self.database = database
        self.daemon = beside_set.start_daemon(self.cluster, database, self.figures)
        pids = self.pids()
        self.empty_mb = beside_set.megabytes_of(self.cluster, database)
        before = beside_set.cpu_seconds(*pids)
        self.results.number("load, rows/s", self.figures.count / beside_set.post_rows(self.daemon, self.figures, True))
        self.results.number("load, CPU µs a row", (beside_set.cpu_seconds(*pids) - before) * 1e6 / self.figures.count)
        if self.wants("load"):
            self.results.number("\\copy, rows/s", self.figures.count / beside_set.copy_plain(self.cluster, self.figures))
            beside_set.psql(self.cluster, database, "checkpoint")
            again = beside_set.post_rows(self.daemon, self.figures, False)
            self.results.number("load again, rows/s", self.figures.count / again)

    def disk(self):
        for database in (self.database, "plain"):
            beside_set.tidy(self.cluster, database)
        tables, whole = beside_set.megabytes_of(self.cluster, self.database)
        plain, _ = beside_set.megabytes_of(self.cluster, "plain")
        ours = tables - self.empty_mb[0]
        self.results.fact(f"disk: {ours:.0f} MB in tables and indexes ({whole - self.empty_mb[1]:.0f} MB of database) beside"
                          f" {plain:.0f} MB of plain rows with their key: {ours / plain:.2f} (goal: at most 1.5)")

    # ---- questions ----

    def pids(self):
        return self.daemon.process.pid, beside_set.cluster_pid(self.cluster)

    def ask(self, kind, connections, seconds=None, **settings):
        f = self.figures
        return Load(self.daemon.port, self.pids(), kind, connections, seconds or self.options.seconds, orgs=f.orgs,
                    metrics=f.metrics, periods=f.periods, step=f.step(), parts=PARTS, token=self.daemon.token("viewer"),
                    **settings)

    def measure(self, name, kind, connections, **settings):
        self.results.add(name, self.ask(kind, connections, **settings).begin().finish())

    def start_bare(self, size):
        self.bare_port = beside_set.harness.free_port()
        self.bare = subprocess.Popen([beside_set.harness.BIN / "bare_http", str(self.bare_port), str(size)],
                                     stdin=subprocess.DEVNULL)
        beside_set.harness.wait_until(self.is_bare_up, "bare_http listening")

    def is_bare_up(self):
        with beside_set.harness.socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.bare_port)) == 0

    def measure_bare(self, state):
        for name, path in (("1.5 KB", "/small"), ("same size", "/trend")):
            load = Load(self.bare_port, [self.bare.pid], "bare", MANY, self.options.seconds, path=path)
            self.results.add(f"bare evhttp {name}, {state}", load.begin().finish())

    def measure_peers(self, state, daemon=None):
        if self.peers:
            runs, numbers = self.peers.round(daemon)
            for name, measured in runs.items():
                self.results.add(f"{name}, {state}", measured)
            for name, number in numbers.items():
                self.results.number(f"{name}, {state}", number)

    def first_touch(self):
        """A round's series are no other round's, and neither are the shares of it."""
        rounds = self.options.rounds
        a_round = (self.figures.series - KEPT_BACK) // rounds
        pairs = (self.figures.metrics * (self.figures.periods - 2) - self.figures.metrics) // rounds
        for i in range(rounds):
            self.measure_bare("first")
            first = i * a_round
            share = {name: (first + int(a_round * sum(s for _, s in SHARES[:k])), int(a_round * part))
                     for k, (name, part) in enumerate(SHARES)}
            if self.wants("trend"):
                self.first("trend, first touch", "trend", MANY, share["trend"])
                self.first("trend, first touch, gzip", "trend", MANY, share["gzip"], gzip=1)
            if self.wants("trend") or self.wants("query"):
                self.first("trend, first touch, 1 connection", "trend", 1, share["one"])
            if self.wants("query"):
                begin, count = share["query"]
                self.measure("query of 20, first touch, 1 connection", "query", 1, first=begin, walk=count // PARTS)
            if self.wants("compare"):
                self.first("compare, first touch, 1 connection", "compare", 1, (i * pairs, pairs))
            self.measure_peers("first")

    def first(self, name, kind, connections, share, **more):
        self.measure(name, kind, connections, first=share[0], walk=share[1], **more)

    def warm(self):
        """Walks all series over and over, until every worker has most likely been asked for each. wrk sleeps to the end of its time
        even where the walk is done: so in short pieces."""
        done, many = 0, self.figures.series * self.options.walks
        while done < many:
            done += self.ask("trend", MANY, first=done, walk=many - done + MANY).begin().finish().requests
        self.results.fact(f"warm-up: {done:,} trends, each series {self.options.walks} times")

    def steady(self):
        """Kind by kind: a worker keeps so much and no more, and what it keeps of one kind pushes out another's."""
        rounds = range(self.options.rounds)
        if self.wants("trend"):
            self.warm()
        for _ in rounds:
            self.measure_bare("steady")
            if self.wants("trend"):
                self.measure("trend, steady", "trend", MANY)
            self.measure_peers("steady", self.daemon)
        self.memory("after trends")
        if self.wants("compare"):
            self.steady_compare(rounds)
        for _ in rounds:
            if self.wants("trend"):
                self.measure("trend, steady, gzip", "trend", MANY, gzip=1)
            if self.wants("query"):
                self.measure("query of 20, steady", "query", MANY)
        self.memory("after trends and comparisons")

    def steady_compare(self, rounds):
        self.ask("compare", MANY).begin().finish()
        for _ in rounds:
            self.measure("compare, steady", "compare", MANY)
            self.measure("compare, steady, gzip", "compare", MANY, gzip=1)
            self.measure("compare, steady, 1 connection", "compare", 1)

    # ---- reports ----

    def reports(self):
        size, figures = beside_reports.check(self.daemon, self.options.orgs, 0)
        self.results.fact(f"a report: {size:,} bytes, {figures} figures")
        many = REPORTS_A_SECOND * self.options.seconds
        first, path = 1, self.folder / "reports"
        for _ in range(self.options.rounds):
            self.measure("trend, alone", "trend", MANY)
            for name, is_read in (("reports, alone", False), ("reports, while trends are read", True)):
                beside_reports.write(path, first, many, self.options.orgs)
                first += many
                self.measure_reports(name, path, is_read, many)
        self.memory("after the reports too")

    def measure_reports(self, name, path, is_read, many):
        before = self.cluster.count("reports", self.database)
        trends = self.ask("trend", MANY).begin() if is_read else None
        load = self.ask("report", POSTERS, file=path, walk=many - 1)
        load = self.as_reporter(load).begin()
        measured = load.finish()
        if trends:
            self.results.add("trend, while reports are posted", trends.finish()._replace(cpu_us=None))
            measured = measured._replace(cpu_us=None)
        self.results.add(name, measured)
        stored = self.cluster.count("reports", self.database) - before
        assert stored >= measured.requests, f"{stored} of {measured.requests} reports were new"

    def as_reporter(self, load):
        load.command = [word if not word.startswith("token=") else "token=" + self.daemon.token("reporter")
                        for word in load.command]
        return load

    def memory(self, when):
        for i, pid in enumerate(self.daemon.workers()):
            resident, proportional = beside_set.memory_megabytes(pid)
            self.results.fact(f"memory of worker {i + 1} {when}: {resident:.0f} MB resident, {proportional:.0f} MB proportional")

    # ---- all ----

    def run(self):
        self.load_all()
        if self.wants("load"):
            self.disk()
        beside_set.tidy(self.cluster, self.database)
        if self.peers:
            for (peer, measure), number in self.peers.load().items():
                self.results.number(f"{peer} {measure}", number)
        self.start_bare(beside_set.check(self.daemon, self.figures))
        if self.options.only & {"trend", "compare", "query"}:
            self.first_touch()
            self.steady()
        if self.wants("reports"):
            self.reports()


def title(options):
    return (f"{options.orgs:,} organisations × {options.metrics} metrics × {options.periods} half-years ="
            f" {options.orgs * options.metrics * options.periods:,} observations; {options.rounds} rounds of {options.seconds} s,"
            f" medians; two workers, tokens, limits and access log as by default, fsync and synchronous_commit on.")


def arguments():
    parser = argparse.ArgumentParser(prog="bench/beside", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", metavar="DIR", help="the peers' scripts; $PEERS is where they have installed what they need")
    for name, default, what in (("rounds", 5, ""), ("seconds", 4, "of each load in each round"), ("orgs", 2000, ""),
                                ("metrics", 50, ""), ("periods", 40, ""), ("walks", 12, "of the warm-up through all series: a worker of two keeps what it was asked for twice")):
        parser.add_argument("--" + name, type=int, default=default, help=f"{what} ({default})".strip())
    parser.add_argument("--only", type=lambda text: set(text.split(",")), default=set(SECTIONS), help=",".join(SECTIONS))
    parser.add_argument("--growth", action="store_true", help="instead: how times grow with the set")
    parser.add_argument("--forty", action="store_true", help="with --growth: up to 40,000,000 observations")
    parser.add_argument("--keep", action="store_true", help="write RESULTS.md (a run of the default set does)")
    options = parser.parse_args()
    if options.only - set(SECTIONS) or options.periods < 4 or options.metrics > 99 or options.orgs > 99999:
        parser.error("--only names sections; periods are 4 and more, metrics at most 99")
    return options


def stop(*_):
    sys.exit(1)  # as an exception, so that what was started is ended


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, stop)
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: wrk)")
    for program in ("tongbid", "bare_http"):
        if not (beside_set.harness.BIN / program).exists():
            sys.exit(f"{beside_set.harness.BIN / program} is not built (-DTONGBI_BENCH=ON)")
    if options.growth:
        return beside_growth.main(options)
    is_whole = (options.orgs, options.metrics, options.periods, options.only) == (2000, 50, 40, set(SECTIONS))
    with tempfile.TemporaryDirectory(prefix="tongbi-beside-", dir="/tmp") as folder:
        pathlib.Path(folder).chmod(0o755)  # psql runs as another user
        cluster = beside_set.start_cluster()
        try:
            bench = Bench(options, folder, cluster)
            try:
                bench.run()
            finally:
                bench.close()
        finally:
            cluster.close()
    lines = ["## Beside others (`bench/beside`)", "", beside_results.place(), title(options), "",
             *bench.results.ratios(RATIOS), *bench.results.tables()]
    print("\n".join(lines))
    if options.keep or (is_whole and options.rounds >= 5):
        beside_results.keep("beside", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
