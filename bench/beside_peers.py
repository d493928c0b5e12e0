"""What users would pick instead, measured in the same rounds as Tongbi, where their scripts are at hand (--peers DIR).

DIR has prometheus.sh and victoria.sh (load, serve, stop) and round.sh, which appends `set, peer, measure, value` lines to
$RESULTS and lets a server of ours join with OWN_PID, OWN_PORT, OWN_KINDS and EXTRA_LUA. What they install and store is below $PEERS.
"""
import os
import pathlib
import statistics
import subprocess
import tempfile

from beside_load import Measured

HERE = pathlib.Path(__file__).resolve().parent
STORES = ("victoria.sh", "prometheus.sh")
PATIENCE_S = 1800


def as_measured(found):
    """The runs among the lines, as "prometheus trend c32". Their account of our processor time leaves out our PostgreSQL."""
    runs = {}
    for (peer, measure), number in found.items():
        kind, connections, field = (measure.split(".") + ["", ""])[:3]
        if field:
            runs.setdefault(f"{peer} {kind.rpartition('_')[2]} {connections}", {})[field] = number
    return {name: Measured(run["req_s"], run["p50_ms"], run["p99_ms"], None if name.startswith("own ") else run["cpu_us"],
                           run["bytes"], None) for name, run in runs.items()}


class Peers:
    def __init__(self, scripts, figures, seconds):
        self.scripts = pathlib.Path(scripts).resolve()
        self.environment = {**os.environ, "ORGS": str(figures.orgs), "METRICS": str(figures.metrics),
                            "PERIODS": str(figures.periods), "RUNS": "1", "SECS": str(seconds)}

    def run(self, script, *words, **more):
        """The lines that it recorded: {(peer, measure): value}, each the median where there are several."""
        with tempfile.TemporaryDirectory(prefix="tongbi-peers-") as folder:
            results = pathlib.Path(folder) / "results.tsv"
            results.touch()
            # Output to a file: what the scripts leave running would hold a pipe open.
            with open(pathlib.Path(folder) / "log", "w+", encoding="utf-8") as log:
                done = subprocess.run([self.scripts / script, *words], env={**self.environment, "RESULTS": str(results), **more},
                                      stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=PATIENCE_S)
                log.seek(0)
                assert done.returncode == 0, (script, words, log.read()[-2000:])
            found = {}
            for line in results.read_text(encoding="utf-8").splitlines():
                _, peer, measure, number = line.split("\t")
                found.setdefault((peer, measure), []).append(float(number))
            return {key: statistics.median(numbers) for key, numbers in found.items()}

    def load(self):
        """Loads and then serves all; what their loading took."""
        found = {}
        for script in STORES:
            found.update(self.run(script, "load"))
            self.run(script, "serve")
        return found

    def round(self, daemon=None):
        """One round of trends and comparisons on each peer, and on the daemon where it is given: ({name: Measured}, numbers)."""
        more = {}
        if daemon is not None:
            more = {"OWN_PID": str(daemon.process.pid), "OWN_PORT": str(daemon.port), "OWN_KINDS": "own_trend own_compare",
                    "OWN_TOKEN": daemon.token("viewer"), "EXTRA_LUA": str(HERE / "beside_peers.lua")}
        found = self.run("round.sh", **more)
        wrong = {key: number for key, number in found.items() if key[1].endswith(".errors")}
        assert found and not wrong, wrong or "no peer is up"
        return as_measured(found), {" ".join(key): number for key, number in found.items() if key[1] == "rss_serving_mb"}

    def close(self):
        for script in STORES:
            self.run(script, "stop")
