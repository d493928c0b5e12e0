"""What the person on call sees: health, metrics, settings, signals, log."""

import os
import re
import shutil
import signal
import subprocess

import contract
import harness
import stories


class Operation(harness.SystemTest):
    workers = 2

    @classmethod
    def setUpClass(cls):
        cls.settings_file = f"/tmp/tongbi-settings-{os.getpid()}.conf"
        cls.write_settings("body_limit = 4KiB")
        cls.settings = {"TONGBI_CONFIG": cls.settings_file}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        try:
            super().tearDownClass()
        finally:
            os.unlink(cls.settings_file)

    @classmethod
    def write_settings(cls, *lines):
        with open(cls.settings_file, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def test_health_when_asked_then_200_without_a_token(self):
        for path in ("/healthz", "/readyz"):
            with self.subTest(path):
                self.assertEqual(self.daemon.call("GET", path, token=None).status, 200)

    def test_head_when_asked_then_headers_of_get_without_body(self):
        get = self.daemon.call("GET", "/v1/orgs")
        head = self.daemon.call("HEAD", "/v1/orgs", checked=False)
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers["etag"], get.headers["etag"])

    def instruments(self):
        """name{labels} -> value, as text."""
        return dict(line.rsplit(" ", 1) for line in self.daemon.get("/metrics").text.splitlines()
                    if line and not line.startswith("#"))

    def test_metrics_when_scraped_then_promtool_is_content(self):
        promtool = os.environ.get("PROMTOOL") or shutil.which("promtool")
        if not promtool or not os.path.exists(promtool):
            self.skipTest("promtool is not installed (./check fetches it)")
        text = self.daemon.get("/metrics").body
        done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_metrics_when_reports_come_in_then_counted_over_all_workers(self):
        name = 'tongbi_reports_total{result="created"}'
        before = int(self.instruments()[name])
        for number in range(6):
            answer = self.daemon.add_report(stories.report(number, 1, "60.00"), stories.ORG, f"200{number}-H1")
            self.assertEqual(answer.status, 201)
        self.assertEqual(int(self.instruments()[name]), before + 6)
        self.assertEqual(int(self.instruments()["tongbi_workers"]), self.workers)

    def test_sighup_when_settings_changed_then_in_force_without_a_restart(self):
        big = (stories.report(1, 2, "50.00") + "好" * 4000).encode()
        answer = self.daemon.add_report(big, stories.ORG, "2009-H1")
        self.assert_problem(answer, 413, "too-large")
        workers = set(self.daemon.workers())
        self.write_settings("body_limit = 1MiB")
        self.daemon.process.send_signal(signal.SIGHUP)

        def taken_by_all():
            # Each connection may meet any worker: many in a row are taken only when all have read the file.
            return all(
                self.daemon.call("POST", f"/v1/reports?org={stories.ORG}&period=2009-H1&preview=1", body=big).status == 200
                for _ in range(16)
            )

        harness.wait_until(taken_by_all, "the new body_limit is in force")
        self.assertEqual(set(self.daemon.workers()), workers, "workers were replaced")

    def test_sighup_when_settings_are_wrong_then_the_old_ones_stay(self):
        self.write_settings("body_limit = 4KiB", "no_such_setting = 1")
        self.daemon.process.send_signal(signal.SIGHUP)
        harness.wait_until(lambda: "no_such_setting" in self.daemon.log(), "the log names the wrong setting")
        self.assertEqual(self.daemon.call("GET", "/v1/orgs").status, 200)
        self.write_settings("body_limit = 4KiB")
        self.daemon.process.send_signal(signal.SIGHUP)

    def test_help_and_version_when_asked_then_printed(self):
        text = self.daemon.command("--help").stdout
        for word in ("serve", "migrate", "check-config", "token create", "--listen-port", "--body-limit", "8420"):
            self.assertIn(word, text)
        self.assertRegex(self.daemon.command("--version").stdout, r"\d+\.\d+\.\d+")

    def test_check_config_when_right_or_wrong_then_says_so(self):
        done = self.daemon.command("check-config", "--body-limit", "8MiB")
        self.assertRegex(done.stdout, r"(?m)^body_limit = ")
        self.assertNotIn(self.daemon.conninfo, done.stdout)
        for arguments, word in ((("--workers", "many"), "workers"), (("--colour", "red"), "colour"),
                                (("--body-limit", "1"), "body")):
            with self.subTest(word):
                done = self.daemon.command("check-config", *arguments, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(word, done.stderr)

    def test_serve_when_port_is_taken_then_refuses_and_says_which(self):
        done = self.daemon.command("serve", "--listen-port", str(self.daemon.port), check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(self.daemon.port), done.stderr + done.stdout)
        self.assertEqual(self.daemon.call("GET", "/healthz", token=None).status, 200)

    def test_command_when_unknown_then_usage(self):
        done = self.daemon.command("dance", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("dance", done.stderr)

    def test_log_when_requests_were_served_then_one_line_each_as_key_value_pairs(self):
        answer = self.daemon.call("GET", "/v1/orgs?limit=3")
        request = answer.headers["x-request-id"]
        lines = harness.wait_until(
            lambda: [line for line in self.daemon.log().splitlines() if request in line], "the request's log line"
        )
        self.assertEqual(len(lines), 1)
        pairs = dict(re.findall(r'([a-z_]+)=("[^"]*"|\S+)', lines[0]))
        self.assertEqual(pairs["status"], "200")
        self.assertIn("/v1/orgs", lines[0])


class Description(harness.SystemTest):
    def test_openapi_json_when_asked_then_the_description_itself(self):
        answer = self.daemon.get("/openapi.json")
        self.assertEqual(answer.json, contract.description())


if __name__ == "__main__":
    harness.main()
