"""Questions asked and figures posted in few words, for tests of what the daemon calculates. Numbers come back as text: their
digits count."""

import datetime
import json
import time

import harness
import stories

JSON = {"Content-Type": "application/json"}


def digits(value):
    """A number of an answer as it was written; None stays."""
    return None if value is None else str(value)


class Asking(harness.SystemTest):
    """Each test takes an organisation of its own (`new_org`), so that none sees another's figures."""

    made = 0

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def new_org(self, parent=None, daemon=None):
        Asking.made += 1
        code = f"org-{Asking.made}"
        (daemon or self.daemon).add_org(code, f"{code}区教育局", parent)
        return code

    def observe(self, *rows, daemon=None):
        """rows: (org, metric, period, value) and, where need be, a dict of more fields."""
        names = ("org", "metric", "period", "value")
        body = json.dumps([{**dict(zip(names, row)), **(row[4] if len(row) > 4 else {})} for row in rows])
        answer = (daemon or self.daemon).call("POST", "/v1/observations", body=body, headers=JSON)
        self.assertIn(answer.status, (200, 201), answer)
        return answer.json

    def report(self, text, org, period, published, daemon=None):
        answer = (daemon or self.daemon).add_report(text, org, period, published=published)
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def withdraw(self, report, published, daemon=None):
        answer = (daemon or self.daemon).call("DELETE", f"/v1/reports/{report}?published={published}")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def patch(self, figure, token="admin", daemon=None, **fields):
        path = f"/v1/figures/{figure}"
        return (daemon or self.daemon).call("PATCH", path, body=json.dumps(fields), headers=JSON, token=token)

    def judge(self, figure, daemon=None, **fields):
        answer = self.patch(figure, daemon=daemon, **fields)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def figure(self, report, text):
        """The id of the figure of this text."""
        found, = [f["id"] for f in report["figures"] if f["text"] == text]
        return found

    def ask(self, path, daemon=None, **query):
        query = {name.rstrip("_"): value for name, value in query.items()}
        answer = (daemon or self.daemon).get(path, **query)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def trend(self, org, metric, daemon=None, **query):
        return self.ask("/v1/trend", daemon, org=org, metric=metric, **query)

    def values(self, org, metric, **query):
        """{period: value as written, or the reason why there is none}."""
        return points_of(self.trend(org, metric, **query))

    def totals(self, under, metric, **query):
        return self.ask("/v1/trend", under=under, metric=metric, **query)

    def series(self, org, metric, daemon=None):
        found, = [s["id"] for s in self.ask("/v1/series", daemon, org=org, metric=metric)["series"] if s["scope"] is None]
        return found

    def vintages(self, org, metric, daemon=None, **query):
        """{(period, status): vintages}."""
        history = self.ask(f"/v1/series/{self.series(org, metric, daemon)}/vintages", daemon, **query)
        return {(p["period"], p["status"]): p["vintages"] for p in history["points"]}

    def moment(self):
        """Now, in RFC 3339: what was answered before was recorded by then, and what is asked for later is recorded later."""
        now_ms = time.time_ns() // 1_000_000
        harness.wait_until(lambda: time.time_ns() // 1_000_000 > now_ms + 1, "the next millisecond")
        return datetime.datetime.fromtimestamp(now_ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds")


def points_of(trend):
    return {p["period"]: p["reason"] if p["value"] is None else digits(p["value"]) for p in trend["points"]}


def events(vintages):
    """[(event, value, published)]."""
    return [(v["event"], digits(v["value"]), v["published"]) for v in vintages]


def counting(vintages):
    """The value of the vintage that counts; None where none does."""
    found = [digits(v["value"]) for v in vintages if v["counts"]]
    assert len(found) < 2, found
    return found[0] if found else None
