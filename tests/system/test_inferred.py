"""Reports that nobody says whose they are or what they are about: told from their own text, marked as such, and put right."""

import os
import subprocess

import asking
import harness

TEXT = "{org}2023年上半年校园安全工作总结\n\n上半年，召开食堂安全例会{meetings}次。\n"


class Inferred(asking.Asking):
    def post(self, text, **query):
        return self.daemon.call("POST", "/v1/reports", body=text.encode("utf-8"), query=query,
                                headers={"Content-Type": "text/plain; charset=utf-8"})

    def name_of(self, org):
        return f"{org}区教育局"

    def tongbi(self, *words, code=0):
        env = {**os.environ, "TONGBI_URL": f"http://127.0.0.1:{self.daemon.port}", "TONGBI_TOKEN": self.daemon.token()}
        done = subprocess.run([str(harness.BIN / "tongbi"), *words, "--lang", "en"], capture_output=True, text=True, env=env,
                              timeout=harness.PATIENCE_S)
        self.assertEqual(done.returncode, code, done)
        return done

    def test_report_when_neither_is_said_then_both_are_told_from_the_title(self):
        org = self.new_org()
        answer = self.post(TEXT.format(org=self.name_of(org), meetings=11), published="2023-07-10")
        self.assertEqual(answer.status, 201, answer)
        report = answer.json
        self.assertEqual((report["org"], report["period"], report["inferred"]), (org, "2023-H1", ["org", "period"]))
        self.assertEqual(len(report["notes"]), 2)
        self.assertIn(self.name_of(org), report["notes"][0])
        self.assertIn("2023-H1", report["notes"][1])
        self.assertEqual(self.ask(f"/v1/reports/{report['id']}")["inferred"], ["org", "period"])
        self.assertEqual(self.values(org, "canteen-meetings", frequency="S"), {"2023-H1": "11"})
        # With both said it is the same report.
        again = self.post(TEXT.format(org=self.name_of(org), meetings=11), org=org, period="2023-H1")
        self.assertEqual((again.status, again.json["id"]), (200, report["id"]))

    def test_report_when_its_title_has_an_alias_then_it_is_that_organisations(self):
        org = self.new_org()
        self.daemon.put(f"/v1/orgs/{org}", {"name": self.name_of(org), "aliases": [f"{org}局", f"{org}区教体局"]})
        answer = self.post(TEXT.format(org=f"{org}区教体局", meetings=11), published="2023-07-10")
        self.assertEqual((answer.status, answer.json["org"], answer.json["inferred"]), (201, org, ["org", "period"]))
        # A name beside an alias of the same one is still one organisation.
        both = self.post(TEXT.format(org=f"{self.name_of(org)}（{org}局）", meetings=12), period="2022-H1")
        self.assertEqual((both.status, both.json["org"]), (201, org))

    def test_report_when_one_is_said_then_only_the_other_is_inferred(self):
        org = self.new_org()
        text = TEXT.format(org=self.name_of(org), meetings=12)
        self.assertEqual(self.post(text, period="2022-H1").json["inferred"], ["org"])
        self.assertEqual(self.post(text, org=org).json["inferred"], ["period"])
        self.assertEqual(self.post(text, org=org, period="2021-H1").json["inferred"], [])

    def test_report_when_it_names_no_one_or_two_then_refused_with_what_was_found(self):
        one, other = self.new_org(), self.new_org()
        told = self.post(TEXT.format(org="某某", meetings=13))
        self.assert_problem(told, 400, "missing-parameter", "signature", field="org")
        told = self.post(TEXT.format(org=f"{self.name_of(one)}、{self.name_of(other)}", meetings=13))
        self.assert_problem(told, 400, "missing-parameter", "The title names", field="org")
        for org in (one, other):
            self.assertIn(f"({org})", told.json["detail"])
            self.assertEqual(self.ask("/v1/reports", org=org)["reports"], [])

    def test_report_when_the_title_has_no_period_then_refused(self):
        org = self.new_org()
        told = self.post(f"{self.name_of(org)}校园安全工作总结\n\n召开食堂安全例会14次。\n")
        self.assert_problem(told, 400, "missing-parameter", "period=", field="period")
        self.assertEqual(self.ask("/v1/reports", org=org)["reports"], [])

    def test_preview_when_neither_is_said_then_the_same_and_nothing_stored(self):
        org = self.new_org()
        answer = self.post(TEXT.format(org=self.name_of(org), meetings=15), preview="1")
        self.assertEqual((answer.status, answer.json["org"], answer.json["inferred"]), (200, org, ["org", "period"]))
        self.assertEqual(self.ask("/v1/reports", org=org)["reports"], [])

    def test_correction_when_it_is_another_organisations_then_moved_and_the_wrong_one_never_counts(self):
        wrong, right = self.new_org(), self.new_org()
        report = self.post(TEXT.format(org=self.name_of(wrong), meetings=16), published="2023-07-10").json
        self.tongbi("report", "correct", str(report["id"]), "--org", right)
        self.assertEqual(self.ask(f"/v1/reports/{report['id']}")["state"], "withdrawn")
        self.assertEqual(self.values(right, "canteen-meetings", frequency="S"), {"2023-H1": "16"})
        self.assertEqual(self.values(wrong, "canteen-meetings", frequency="S", as_of="2023-07-10"), {"2023-H1": "not_reported"})
        moved, = self.ask("/v1/reports", org=right)["reports"]
        self.assertEqual((moved["published"], moved["inferred"]), ("2023-07-10", []))
        self.assertIn("withdrawn", self.tongbi("report", "correct", str(report["id"]), "--org", right, code=1).stderr)
        self.assertIn("already", self.tongbi("report", "correct", str(moved["id"]), "--org", right, code=1).stderr)

    def test_file_when_added_without_options_then_taken_in(self):
        org = self.new_org()
        path = self.daemon.directory / "report.txt" if hasattr(self.daemon, "directory") else None
        with open(path or f"/tmp/tongbi-inferred-{os.getpid()}.txt", "w", encoding="utf-8") as file:
            file.write(TEXT.format(org=self.name_of(org), meetings=17))
        self.addCleanup(os.unlink, file.name)
        self.assertIn(org, self.tongbi("report", "add", file.name).stdout)


if __name__ == "__main__":
    harness.main()
