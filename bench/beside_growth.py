"""bench/beside --growth: how times grow with the set. One after the other, each with a database of its own:

  trend    a trend of 40 half-years, first touch and steady, with 100,000, 1,000,000, 4,000,000 observations; --forty: with 40,000,000
           too, first touch only, for no worker keeps a million answers in 112 MiB
  compare  one metric, one connection, first touch, over 200, 2,000 and 20,000 organisations
  load     rows a second of each of these sets
"""
import tempfile

import beside_results
import beside_set
from beside_load import Load

MANY = 32
WALKS = 12 # of a worker's answers those are kept that are asked for again; as in beside.py's warm-up
KEPT_SERIES = 100_000
# organisations, metrics, half-years
TREND_SETS = ((50, 50, 40), (500, 50, 40), (2000, 50, 40))
FORTY_SET = (20000, 50, 40)
COMPARE_SETS = ((200, 10, 8), (2000, 10, 8), (20000, 10, 8))


def ask(daemon, cluster, figures, kind, connections, seconds, **settings):
    load = Load(daemon.port, (daemon.process.pid, beside_set.cluster_pid(cluster)), kind, connections, seconds, orgs=figures.orgs,
                metrics=figures.metrics, periods=figures.periods, step=figures.step(), token=daemon.token("viewer"), **settings)
    return load.begin().finish()


def measure_set(results, cluster, options, which, size):
    with tempfile.TemporaryDirectory(prefix="tongbi-growth-", dir="/tmp") as folder:
        figures = beside_set.Figures(folder, *size)
        daemon = beside_set.start_daemon(cluster, f"{which}_{figures.count}", figures)
        try:
            measure(results, cluster, options, which, daemon, figures)
        finally:
            daemon.close()
    beside_set.psql(cluster, "postgres", f"drop database {which}_{figures.count}")


def measure(results, cluster, options, which, daemon, figures):
    said = f"{figures.count:,} observations" if which == "trend" else f"{figures.orgs:,} organisations"
    results.number(f"load, {said}, rows/s", figures.count / beside_set.post_rows(daemon, figures, True))
    beside_set.tidy(cluster, f"{which}_{figures.count}")
    beside_set.check(daemon, figures)
    if which == "compare":
        pairs = figures.metrics * (figures.periods - 2) - figures.metrics
        results.add(f"compare, {said}, first touch, 1 connection", ask(daemon, cluster, figures, "compare", 1, options.seconds,
                                                                       first=0, walk=pairs))
        return
    half = (figures.series - 8) // 2
    results.add(f"trend, {said}, first touch, 1 connection", ask(daemon, cluster, figures, "trend", 1, options.seconds, first=0,
                                                                 walk=half))
    results.add(f"trend, {said}, first touch", ask(daemon, cluster, figures, "trend", MANY, options.seconds, first=half, walk=half))
    if figures.series > KEPT_SERIES:
        return
    done, many = 0, figures.series * WALKS
    while done < many:
        done += ask(daemon, cluster, figures, "trend", MANY, options.seconds, first=done, walk=many - done + MANY).requests
    results.add(f"trend, {said}, steady", ask(daemon, cluster, figures, "trend", MANY, options.seconds))


def ratios(sizes):
    """The largest set beside the smallest."""
    small, kept, large = (f"{size[0] * size[1] * size[2]:,} observations" for size in (sizes[0], TREND_SETS[-1], sizes[-1]))
    few, many = (f"{size[0]:,} organisations" for size in (COMPARE_SETS[0], COMPARE_SETS[-1]))
    said = "first touch, 1 connection"
    return ((f"trend, {said}, p50: {large} beside {small}", f"trend, {large}, {said}.p50_ms", f"trend, {small}, {said}.p50_ms",
             "at most 1.2"),
            (f"trend, steady, a second: {kept} beside {small}", f"trend, {kept}, steady.rate",
             f"trend, {small}, steady.rate", "at least 0.8"),
            (f"load, rows/s: {large} beside {small}", f"load, {large}, rows/s", f"load, {small}, rows/s", "about 1"),
            (f"compare, p50: {many} beside {few}", f"compare, {many}, {said}.p50_ms", f"compare, {few}, {said}.p50_ms",
             f"about {COMPARE_SETS[-1][0] // COMPARE_SETS[0][0]}"),
            (f"load, rows/s: {many} beside {few}", f"load, {many}, rows/s", f"load, {few}, rows/s", "about 1"))


def main(options):
    results = beside_results.Results()
    sizes = TREND_SETS + ((FORTY_SET,) if options.forty else ())
    cluster = beside_set.start_cluster()
    try:
        for size in sizes:
            measure_set(results, cluster, options, "trend", size)
        for size in COMPARE_SETS:
            measure_set(results, cluster, options, "compare", size)
    finally:
        cluster.close()
    lines = ["## Growth (`bench/beside --growth`)", "", beside_results.place(), "", *results.ratios(ratios(sizes)),
             *results.tables()]
    print("\n".join(lines))
    beside_results.keep("growth", lines)
    return 0
