"""The catalogue as CSV: what is exported can be edited and imported, all or nothing."""

import csv
import io
import pathlib
import tempfile

import harness
import stories

CSV = {"Content-Type": "text/csv"}
METRIC_COLUMNS = ["code", "name_zh", "name_en", "kind", "unit", "direction", "over_time", "over_orgs", "numerator", "denominator",
                  "aliases", "provisional"]


class Files(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def export(self, kind, **query):
        answer = self.daemon.call("GET", f"/v1/{kind}", headers={"Accept": "text/csv"}, query=query)
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(answer.headers["content-type"].startswith("text/csv"))
        return answer.body

    def rows(self, kind, **query):
        return list(csv.DictReader(io.StringIO(self.export(kind, **query).decode("utf-8"))))

    def send(self, kind, body, token="admin", headers=CSV, **query):
        body = body.encode("utf-8") if isinstance(body, str) else body
        return self.daemon.call("POST", f"/v1/{kind}", body=body, headers=headers, token=token, query=query)

    def counts(self, answer):
        self.assertEqual(answer.status, 200, answer)
        return tuple(answer.json[key] for key in ("created", "changed", "unchanged"))

    def assert_faults(self, answer, *faults):
        """faults: (row, field, a piece of the detail)."""
        self.assert_problem(answer, 400, "bad-rows")
        errors = answer.json["errors"]
        self.assertEqual([(e["row"], e.get("field")) for e in errors], [f[:2] for f in faults], answer.json)
        for error, fault in zip(errors, faults):
            self.assertIn(fault[2], error["detail"])
        self.assertEqual(answer.json["error_count"], len(faults))

    # ---- both

    def test_export_when_sent_back_then_nothing_changes(self):
        # Aliases with what stands between aliases, what ends a cell, and what a spreadsheet takes for a formula.
        self.daemon.put("/v1/metrics/odd", {"name_zh": "怪名,\"引号\"", "kind": "count", "aliases": ["甲|乙怪", "丙\\怪", "=丁怪()", "@戊怪"]})
        self.daemon.put("/v1/orgs/odd", {"name": "怪,局\"甲\"", "parent": stories.ORG})
        self.daemon.add_report("青禾区教育局小结\n\n今年以来,修剪校园银杏树36棵。\n", stories.ORG, "2012-H1")  # makes a provisional metric
        for kind in ("metrics", "orgs"):
            with self.subTest(kind):
                before = self.export(kind)
                count = len(self.rows(kind))
                self.assertGreater(count, 1)
                for dry_run in ("1", "0"):
                    answer = self.send(kind, before, dry_run=dry_run)
                    self.assertEqual(self.counts(answer), (0, 0, count))
                self.assertEqual(self.export(kind), before)
        odd = next(r for r in self.rows("metrics") if r["code"] == "odd")
        self.assertEqual(set(odd["aliases"].split("|")), {"怪名,\"引号\"", "甲\\", "乙怪", "丙\\\\怪", "=丁怪()", "@戊怪"})
        self.assertIn("true", {r["provisional"] for r in self.rows("metrics")})

    def test_export_when_asked_then_whole_or_a_page_or_what_was_searched(self):
        rows = self.rows("metrics")
        self.assertEqual(list(rows[0]), METRIC_COLUMNS)
        codes = [r["code"] for r in rows]
        self.assertEqual(codes, sorted(codes))
        self.assertGreater(len(codes), 400)  # more than a page of JSON has
        page = self.rows("metrics", limit=3)
        self.assertEqual([r["code"] for r in page], codes[:3])
        self.assertEqual([r["code"] for r in self.rows("metrics", limit=2, cursor=codes[2])], codes[3:5])
        self.assertEqual(self.rows("metrics", q="义务教育巩固率")[0]["code"], "retention_rate")
        self.assertTrue(self.export("orgs", bom=1).startswith(b"\xef\xbb\xbfcode,name,parent,aliases\r\n"))
        self.assert_problem(self.daemon.call("GET", "/v1/metrics", headers={"Accept": "application/xml"}), 406, "not-acceptable")

    def test_import_when_encoded_otherwise_then_read_all_the_same(self):
        for code, encoded, headers in (("enc-1", "code,name\nenc-1,槐荫县教育局\n".encode("gb18030"), CSV),
                                       ("enc-2", "\ufeffcode,name\r\nenc-2,槐荫县教育局\r\n".encode("utf-8"), CSV),
                                       ("enc-3", "code,name\nenc-3,槐荫县教育局\n".encode("gb18030"),
                                        {"Content-Type": "text/csv; charset=gbk"}),
                                       ("enc-4", "name,code\n槐荫县教育局,enc-4\n".encode("utf-16"), CSV)):
            with self.subTest(code):
                self.assertEqual(self.counts(self.send("orgs", encoded, headers=headers)), (1, 0, 0))
                self.assertEqual(self.daemon.get(f"/v1/orgs/{code}").json["name"], "槐荫县教育局")

    def test_import_when_the_file_is_none_then_the_header_is_named(self):
        for body, status, kind, field in (("code,colour\na,b\n", 400, "unknown-field", "colour"),
                                          ("code,code\na,b\n", 400, "bad-request", "code"),
                                          ("code\na\n", 400, "bad-request", "name"),
                                          ("", 422, "empty-body", None), ("code,name\n", 422, "empty-body", None)):
            with self.subTest(body):
                answer = self.send("orgs", body)
                self.assert_problem(answer, status, kind)
                self.assertEqual(answer.json.get("field"), field)
        self.assert_problem(self.send("orgs", "[]", headers={"Content-Type": "application/json"}), 415, "unsupported-media")
        self.assert_problem(self.send("orgs", "code,name\na,b\n", token="reviewer"), 403, "forbidden")

    # ---- organisations

    def test_orgs_when_imported_then_made_moved_and_renamed(self):
        body = "code,parent,name\nim-3,im-2,三校\nim-2,im-1,二镇\nim-1,,一县\n"  # children before their parents
        self.assertEqual(self.counts(self.send("orgs", body, dry_run=1)), (3, 0, 0))
        self.assertEqual(self.daemon.get("/v1/orgs/im-1").status, 404)
        self.assertEqual(self.counts(self.send("orgs", body)), (3, 0, 0))
        self.assertEqual(self.daemon.get("/v1/orgs/im-3").json, {"code": "im-3", "name": "三校", "parent": "im-2", "aliases": []})
        # Two change places: only together do they make no circle.
        self.assertEqual(self.counts(self.send("orgs", "code,name,parent\nim-1,一县,im-2\nim-2,二镇新,\nim-3,三校,im-2\n")), (0, 2, 1))
        self.assertEqual(self.daemon.get("/v1/orgs/im-1").json["parent"], "im-2")
        self.assertEqual(self.daemon.get("/v1/orgs/im-2").json, {"code": "im-2", "name": "二镇新", "parent": None, "aliases": []})
        # Without the column the parent stays.
        self.assertEqual(self.counts(self.send("orgs", "code,name\nim-1,一区\n")), (0, 1, 0))
        self.assertEqual(self.daemon.get("/v1/orgs/im-1").json, {"code": "im-1", "name": "一区", "parent": "im-2", "aliases": []})

    def test_orgs_when_aliases_are_imported_then_these_and_without_the_column_those_that_were(self):
        self.assertEqual(self.counts(self.send("orgs", "code,name,aliases\nal-1,甲,甲校|老甲\\|校\nal-2,乙,\n")), (2, 0, 0))
        aliases = lambda: self.daemon.get("/v1/orgs/al-1").json["aliases"]
        self.assertEqual(aliases(), ["甲校", "老甲|校"])
        self.assertEqual(self.counts(self.send("orgs", "code,name\nal-1,甲\nal-2,乙\n")), (0, 0, 2))
        self.assertEqual(self.counts(self.send("orgs", "code,name,aliases\nal-1,甲,甲校|老甲\\|校|甲校\n")), (0, 0, 1))
        self.assertEqual(aliases(), ["甲校", "老甲|校"])
        self.assertEqual(self.counts(self.send("orgs", "code,name,aliases\nal-1,甲,\n")), (0, 1, 0))
        self.assertEqual(aliases(), [])
        self.assert_faults(self.send("orgs", "code,name,aliases\nal-1,甲," + "|".join(f"甲{n}" for n in range(1001)) + "\n"),
                           (2, "aliases", ""))

    def test_orgs_when_put_with_aliases_then_kept_until_others_are_put(self):
        def put(**body):
            answer = self.daemon.put("/v1/orgs/al-9", {"name": "丙区教育局", **body})
            return answer.json["aliases"] if answer.status in (200, 201) else answer
        self.assertEqual(put(aliases=["丙教局", "丙区教育体育局"]), ["丙教局", "丙区教育体育局"])
        self.assertEqual(put(), ["丙教局", "丙区教育体育局"])
        self.assertEqual(put(aliases=None), ["丙教局", "丙区教育体育局"])
        found = self.daemon.get("/v1/orgs", q="丙区教育体育局").json["orgs"][0]
        self.assertEqual((found["code"], found["matched"], found["match"]), ("al-9", "丙区教育体育局", "exact"))
        self.assert_problem(put(aliases=[""]), 400, "bad-value", "empty", "aliases")
        self.assert_problem(put(aliases="丙"), 400, "bad-value", "array", "aliases")
        self.assertEqual(put(aliases=[]), [])

    def test_orgs_when_some_rows_are_wrong_then_nothing_is_stored_and_each_is_named(self):
        self.send("orgs", "code,name,parent\nwr-1,一,\nwr-2,二,wr-1\n")
        before = self.export("orgs")
        answer = self.send("orgs", "code,name,parent\nwr-9,九,\nbad code,十,\nwr-8,,\nwr-7,七,wr-7\nwr-9,九,\nwr-6,六,nowhere\n")
        self.assert_faults(answer, (3, "code", "letters"), (4, "name", "missing"), (5, "parent", "own parent"), (6, "code", "row 2"),
                           (7, "parent", "'nowhere'"))
        self.assert_faults(self.send("orgs", "code,name,parent\nwr-3,三,wr-2\nwr-1,一,wr-3\n"), (2, "parent", "below 'wr-3'"))
        self.assert_faults(self.send("orgs", "code,name,parent\nwr-5,五,\nwr-1,一,wr-2\n"), (3, "parent", "below 'wr-1'"))
        self.assert_faults(self.send("orgs", "code,name\nwr-4,四,多\n"), (2, None, "3 fields"))
        self.assertEqual(self.export("orgs"), before)

    # ---- metrics

    def test_metrics_when_imported_then_made_and_changed_and_read_by_their_aliases(self):
        body = ("code,name_zh,kind,unit,direction,over_time,over_orgs,numerator,denominator,aliases\n"
                "im_rate,试验达标率,rate,%,higher_better,none,none,im_part,im_all,\n"
                "im_part,试验达标,count,人,higher_better,sum,sum,,,试验合格|试验通过\n"
                "im_all,试验参加,count,人,neither,sum,sum,,,\n")
        self.assertEqual(self.counts(self.send("metrics", body)), (3, 0, 0))
        got = self.daemon.get("/v1/metrics/im_part").json
        self.assertEqual(set(got["aliases"]), {"试验达标", "试验合格", "试验通过"})
        self.assertEqual((got["direction"], got["over_time"], got["provisional"]), ("higher_better", "sum", False))
        self.assertEqual(self.daemon.get("/v1/metrics/im_rate").json["numerator"], "im_part")
        figure = self.daemon.add_report("青禾区教育局小结\n\n今年以来,试验合格36人。\n", stories.ORG, "2011-H1").json["figures"][0]
        series = self.daemon.get("/v1/series", metric="im_part").json["series"]
        self.assertEqual([s["id"] for s in series], [figure["series"]])
        # An alias goes, one comes; what has no column stays.
        self.assertEqual(self.counts(self.send("metrics", "code,name_zh,kind,aliases\nim_part,试验达标,count,试验通过|试验过关\n")), (0, 1, 0))
        got = self.daemon.get("/v1/metrics/im_part").json
        self.assertEqual(set(got["aliases"]), {"试验达标", "试验通过", "试验过关"})
        self.assertEqual((got["unit"], got["direction"]), ("人", "higher_better"))
        self.assertEqual(self.counts(self.send("metrics", "code,name_zh,kind\nim_part,试验达标,count\n")), (0, 0, 1))
        self.assert_faults(self.send("metrics", "code,name_zh,kind,unit\nim_part,试验达标,money,元\n"), (2, "kind", "series already"))

    def test_metrics_when_two_claim_an_alias_then_the_row_and_the_other_are_named(self):
        head = "code,name_zh,kind,unit,aliases\n"
        self.assert_faults(self.send("metrics", head + "cl_1,某甲,count,次,某乙\ncl_2,某丙,count,场,丙|教师参训\ncl_3,某丁,rate,%,参 学 率\n"),
                           (4, "aliases", "'study_attendance'"))
        self.assert_faults(self.send("metrics", head + "cl_1,某甲,count,次,某乙\ncl_2,某丙,count,场,某乙\n"),
                           (2, "aliases", "'cl_2' already (row 3)"), (3, "aliases", "'cl_1' already (row 2)"))
        self.assert_faults(self.send("metrics", head + "cl_4,参学率,rate,%,\n"), (2, "name_zh", "'study_attendance'"))
        # Of another kind, or counted otherwise, no figure could join both.
        self.assertEqual(self.counts(self.send("metrics", head + "cl_5,某戊,count,次,参学率\n")), (1, 0, 0))
        # What moves from one to the other in one file is claimed by one.
        self.assertEqual(self.counts(self.send("metrics", head + "cl_6,某己,count,次,某庚\ncl_7,某辛,count,次,\n")), (2, 0, 0))
        self.assertEqual(self.counts(self.send("metrics", head + "cl_6,某己,count,次,\ncl_7,某辛,count,次,某庚\n")), (0, 2, 0))
        self.assertEqual(set(self.daemon.get("/v1/metrics/cl_7").json["aliases"]), {"某辛", "某庚"})

    def test_metrics_when_fields_are_wrong_then_each_row_is_named(self):
        body = ("code,name_zh,kind,over_time,numerator,denominator,provisional\nw_1,甲一,colour,,,,\nw_2,乙二,rate,sum,,,\n"
                "w_3,丙三,rate,,nowhere,w_4,\nw_4,丁四,count,sum,,,true\nw_5,戊五,count,sum,,,maybe\n,己六,count,,,,\n")
        self.assert_faults(self.send("metrics", body), (2, "kind", "'colour'"), (3, "over_time", "Rates"), (4, "numerator", "'nowhere'"),
                           (5, "provisional", "Only reports"), (6, "provisional", "none of true"), (7, "code", "letters"))
        self.assertEqual(self.daemon.get("/v1/metrics/w_3").status, 404)

    def test_metric_when_a_report_made_it_then_a_row_makes_it_one_of_ours(self):
        report = self.daemon.add_report("青禾区教育局小结\n\n今年以来,油漆校园长椅36条。\n", stories.ORG, "2010-H1").json
        series = report["figures"][0]["series"]
        code = next(s["metric"] for s in self.daemon.get("/v1/series", org=stories.ORG, limit=1000).json["series"] if s["id"] == series)
        row = next(r for r in self.rows("metrics") if r["code"] == code)
        self.assertEqual(row["provisional"], "true")
        out = io.StringIO()
        writer = csv.DictWriter(out, METRIC_COLUMNS)
        writer.writeheader()
        writer.writerow({**row, "name_en": "Benches painted", "provisional": ""})
        self.assertEqual(self.counts(self.send("metrics", out.getvalue())), (0, 1, 0))
        got = self.daemon.get(f"/v1/metrics/{code}").json
        self.assertEqual((got["name_en"], got["provisional"]), ("Benches painted", False))

    # ---- the client

    def test_client_when_it_exports_and_imports_then_as_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("metric", "org"):
                with self.subTest(kind):
                    path = pathlib.Path(folder) / f"{kind}.csv"
                    status, _, errors = harness.cli(self.daemon, kind, "export", path, "--bom")
                    self.assertEqual((status, errors), (0, ""))
                    self.assertEqual(path.read_bytes()[3:], self.export(kind + "s"))
                    status, out, errors = harness.cli(self.daemon, kind, "import", path, "--dry-run", "--lang", "en")
                    self.assertEqual((status, errors), (0, ""))
                    self.assertRegex(out, r"^created 0, changed 0, unchanged \d+ \(dry run, nothing is stored\)\n$")
        status, out, errors = harness.cli(self.daemon, "org", "import", "-", "--lang", "en", stdin="code,name\nfrom-stdin,某局\n".encode())
        self.assertEqual((status, out), (0, "created 1, changed 0, unchanged 0\n"), errors)
        status, out, errors = harness.cli(self.daemon, "org", "import", "-", "--lang", "en", stdin="code,name\nx y,某局\n".encode())
        self.assertEqual((status, out), (3, ""))
        self.assertIn("code", errors)
        status, out, errors = harness.cli(self.daemon, "metric", "search", "义务教育巩故率", "--lang", "en")
        self.assertEqual(status, 0, errors)
        self.assertIn("retention_rate", out)
        self.assertIn("matched", out)


class ManyNames(harness.SystemTest):
    """More organisations than a worker keeps the names of: those that contain the text are found, by code."""

    @classmethod
    def prepare(cls):
        cls.pg.sql("insert into orgs (code, name) select 'm' || lpad(i::text, 5, '0'), '第' || i || '小学' from generate_series(1, 50001) i")

    def test_orgs_when_there_are_too_many_then_what_contains_the_text_is_found(self):
        for _ in range(2):  # the second knows already that they are too many
            page = self.daemon.get("/v1/orgs", q="777小", limit=3).json
            self.assertEqual([o["code"] for o in page["orgs"]], ["m00777", "m01777", "m02777"])
            self.assertNotIn("matched", page["orgs"][0])
            more = self.daemon.get("/v1/orgs", q="777小", limit=1, cursor=page["next"]).json
            self.assertEqual([o["code"] for o in more["orgs"]], ["m03777"])
        got = self.daemon.call("GET", "/v1/orgs", headers={"Accept": "text/csv"}, query={"q": "49777小"}).text
        self.assertEqual(got, "code,name,parent,aliases\r\nm49777,第49777小学,,\r\n")


if __name__ == "__main__":
    harness.main()
