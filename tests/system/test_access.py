"""Who may what: nothing but health without a token, and no more than the role allows."""

import json

import contract
import harness
import stories

RANK = {"none": 0, "viewer": 1, "reporter": 2, "reviewer": 3, "admin": 4}
PLACES = {"{id}": "1", "{code}": "nobody"}


def sample_path(template):
    for name, value in PLACES.items():
        template = template.replace(name, value)
    return template


class Access(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def test_any_operation_when_without_token_then_401_unless_health(self):
        for method, template, operation in contract.operations():
            with self.subTest(f"{method} {template}"):
                answer = self.daemon.call(method, sample_path(template), token=None)
                if operation["x-role"] == "none":
                    self.assertEqual(answer.status, 200, answer)
                else:
                    self.assert_problem(answer, 401, "unauthorized")
                    self.assertIn("Bearer", answer.headers["www-authenticate"])

    def test_any_operation_when_token_is_wrong_then_401(self):
        good = self.daemon.token()
        for value in ("Bearer nonsense", "Bearer " + good[:-1] + ("A" if good[-1] != "A" else "B"), "Basic " + good,
                      "Bearer", "Bearer " + good + " x", good, "Bearer " + "a" * 4000):
            with self.subTest(value[:40]):
                answer = self.daemon.call("GET", "/v1/orgs", headers={"Authorization": value}, token=None)
                self.assert_problem(answer, 401, "unauthorized")
                self.assertNotIn(good, answer.text)

    def test_any_operation_when_role_is_too_low_then_403_and_else_not(self):
        for role in ("viewer", "reporter", "reviewer", "admin"):
            for method, template, operation in contract.operations():
                with self.subTest(f"{role}: {method} {template}"):
                    answer = self.daemon.call(method, sample_path(template), token=role)
                    if RANK[role] < RANK[operation["x-role"]]:
                        self.assert_problem(answer, 403, "forbidden")
                    else:
                        self.assertNotIn(answer.status, (401, 403), answer)

    def test_viewer_when_posting_then_nothing_is_stored(self):
        before = self.pg.counts()
        answer = self.daemon.call(
            "POST", f"/v1/reports?org={stories.ORG}&period=2021-H1", body=stories.report(1, 2, "3.0").encode(), token="viewer"
        )
        self.assert_problem(answer, 403, "forbidden")
        self.assertEqual(self.pg.counts(), before)

    def test_token_when_made_then_printed_alone_and_kept_only_as_a_digest(self):
        done = self.daemon.command("token", "create", "--role", "viewer")
        self.assertRegex(done.stdout, r"\Atb_[A-Za-z0-9_-]{43}\n\Z")
        token = done.stdout.strip()
        answer = self.daemon.call("GET", "/v1/orgs", headers={"Authorization": "Bearer " + token}, token=None)
        self.assertEqual(answer.status, 200)
        rows = json.dumps(self.pg.sql("SELECT t::text FROM tokens t"))
        self.assertNotIn(token, rows)
        self.assertNotIn(token[3:], rows)

    def test_token_when_role_is_unknown_then_refused(self):
        done = self.daemon.command("token", "create", "--role", "king", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn("--role", done.stderr)

    def test_log_when_requests_were_served_then_holds_no_token_and_no_report_text(self):
        body = stories.report(77, 78, "79.01")
        self.daemon.add_report(body, stories.ORG, "2013-H1")
        log = self.daemon.log()
        for token in self.daemon.tokens.values():
            self.assertNotIn(token, log)
        self.assertNotIn("食堂", log)


if __name__ == "__main__":
    harness.main()
