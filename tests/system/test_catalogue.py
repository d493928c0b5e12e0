"""Organisations, metrics and series: what is put in comes out, page by page."""

import json

import harness
import stories


class Catalogue(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def pages(self, path, key, **query):
        """All rows of a list, and how many pages they took."""
        rows, pages, cursor = [], 0, None
        while True:
            answer = self.daemon.get(path, **query, **({"cursor": cursor} if cursor else {}))
            self.assertEqual(answer.status, 200, answer)
            rows += answer.json[key]
            pages += 1
            cursor = answer.json["next"]
            if cursor is None:
                return rows, pages
            self.assertLess(pages, 200, "the pages do not end")

    def found(self, kind, q, **query):
        """Of each hit its code, the name that was found and how."""
        rows, _ = self.pages(f"/v1/{kind}", kind, q=q, **query)
        return [(row["code"], row["matched"], row["match"]) for row in rows]

    # ---- organisations

    def test_org_when_put_then_made_and_put_again_then_changed(self):
        made = self.daemon.put("/v1/orgs/lakeside", {"name": "湖滨区教育局"})
        self.assertEqual((made.status, made.json), (201, {"code": "lakeside", "name": "湖滨区教育局", "parent": None, "aliases": []}))
        self.daemon.put("/v1/orgs/lake-school", {"name": "湖滨小学", "parent": "lakeside"})
        changed = self.daemon.put("/v1/orgs/lakeside", {"name": "湖滨新区教育局"})
        self.assertEqual(changed.status, 200)
        self.assertEqual(self.daemon.get("/v1/orgs/lakeside").json["name"], "湖滨新区教育局")
        self.assertEqual(self.daemon.get("/v1/orgs/lake-school").json["parent"], "lakeside")
        below, _ = self.pages("/v1/orgs", "orgs", under="lakeside")
        self.assertEqual([o["code"] for o in below], ["lake-school", "lakeside"])

    def test_org_when_parent_is_unknown_or_below_itself_then_refused(self):
        answer = self.daemon.put("/v1/orgs/orphan", {"name": "某校", "parent": "nowhere"})
        self.assertIn(answer.status, (400, 404, 409), answer)
        self.assertEqual(self.daemon.get("/v1/orgs/orphan").status, 404)
        self.daemon.put("/v1/orgs/upper", {"name": "上"})
        self.daemon.put("/v1/orgs/lower", {"name": "下", "parent": "upper"})
        for parent in ("lower", "upper"):
            with self.subTest(parent):
                answer = self.daemon.put("/v1/orgs/upper", {"name": "上", "parent": parent})
                self.assert_problem(answer, 409, "conflict")
        self.assertIsNone(self.daemon.get("/v1/orgs/upper").json["parent"])

    def test_orgs_when_paged_then_each_once_in_the_order_of_codes(self):
        for number in range(25):
            self.daemon.add_org(f"paged-{number:02}", f"第{number}分局")
        rows, pages = self.pages("/v1/orgs", "orgs", limit=7)
        codes = [row["code"] for row in rows]
        self.assertEqual(codes, sorted(codes))
        self.assertEqual(len(codes), len(set(codes)))
        self.assertEqual([c for c in codes if c.startswith("paged-")], [f"paged-{n:02}" for n in range(25)])
        self.assertEqual(pages, -(-len(codes) // 7))

    def test_orgs_when_searched_then_by_name_or_code_and_no_pattern(self):
        self.daemon.add_org("seek-1", "云岭区教育局")
        self.assertEqual(self.found("orgs", "云岭"), [("seek-1", "云岭区教育局", "prefix")])
        self.assertEqual(self.found("orgs", "seek"), [("seek-1", "seek-1", "prefix")])
        for pattern in ("%", "_", "\\"):
            with self.subTest(pattern):
                self.assertEqual(self.pages("/v1/orgs", "orgs", q=pattern)[0], [])

    def test_orgs_when_searched_then_exact_prefix_inside_like(self):
        self.daemon.add_org("find-top", "梧桐区教育局")
        for code, name in (("find-c", "私立梧桐中学"), ("find-b", "梧桐中学东校区"), ("find-a", "梧桐中学"), ("find-d", "梧中学桐"),
                           ("find-e", "银杏小学")):
            self.daemon.add_org(code, name, "find-top")
        self.assertEqual(self.found("orgs", "梧桐中学"), [
            ("find-a", "梧桐中学", "exact"), ("find-b", "梧桐中学东校区", "prefix"), ("find-c", "私立梧桐中学", "substring")])
        self.daemon.add_org("find-o", "梧桐中学", "find-top")
        hits = self.found("orgs", "梧桐中学", limit=1)
        self.assertEqual([h[0] for h in hits], ["find-a", "find-o", "find-b", "find-c"])  # the best of one name by code; page by page
        self.assertEqual(self.found("orgs", "FIND－E")[0], ("find-e", "find-e", "exact"))

    def test_orgs_when_searched_below_one_then_only_its_subtree(self):
        for code, name, parent in (("sub-1", "白鹭县", None), ("sub-2", "白鹭镇中心校", "sub-1"), ("sub-3", "白鹭小学", "sub-2"),
                                   ("sub-4", "白鹭教育集团", None)):
            self.daemon.add_org(code, name, parent)
        self.assertEqual({h[0] for h in self.found("orgs", "白鹭", under="sub-1")}, {"sub-1", "sub-2", "sub-3"})
        self.assertEqual({h[0] for h in self.found("orgs", "白鹭", under="sub-2")}, {"sub-2", "sub-3"})
        self.assert_problem(self.daemon.get("/v1/orgs", q="白鹭", under="nowhere"), 404, "unknown-org")

    # ---- metrics

    def test_metrics_when_searched_with_a_slip_then_found_by_what_is_like_it(self):
        for q, code, matched in (("义务教育巩故率", "retention_rate", "义务教育巩固率"),
                                 ("普惠园覆盖律", "inclusive_kindergarten_rate", "普惠园覆盖率"),
                                 ("atendance of study group", "study_attendance", "Attendance of study group members"),
                                 ("condolance_money", "condolence_money", "condolence_money")):
            with self.subTest(q):
                self.assertEqual(self.found("metrics", q)[0], (code, matched, "fuzzy"))

    def test_metrics_when_searched_then_the_most_alike_first_and_each_once(self):
        hits = self.found("metrics", "教师培训", limit=2)
        self.assertEqual(hits[0], ("teachers_trained", "教师培训", "exact"))
        order = ["exact", "prefix", "substring", "fuzzy"]
        ranks = [order.index(h[2]) for h in hits]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual(len({h[0] for h in hits}), len(hits))
        self.assertGreater(len(hits), 4)

    def test_metrics_when_one_is_made_or_changed_then_the_next_search_knows(self):
        self.assertEqual(self.found("metrics", "zylophone counts"), [])
        for name in ("Zylophone counts", "Zylophones counted"):
            self.assertIn(self.daemon.put("/v1/metrics/zylo", {"name_zh": "某乐器", "kind": "count", "name_en": name}).status, (200, 201))
            self.assertEqual(self.found("metrics", name.lower()), [("zylo", name, "exact")])
        text = "青禾区教育局工作小结\n\n今年以来,抽验龙舟鼓槌36根。\n"
        label = self.daemon.add_report(text, stories.ORG, "2013-H1").json["figures"][0]["label"]
        self.assertEqual(self.found("metrics", label)[0][1:], (label, "exact"))

    def test_search_when_its_cursor_is_not_one_then_400(self):
        for cursor in ("retention_rate", "12.x", "x", "99999.a", "4999."):
            with self.subTest(cursor):
                answer = self.daemon.get("/v1/metrics", q="率", cursor=cursor)
                self.assertEqual((answer.status, answer.json.get("field")), (400, "cursor"), answer)


    def test_metric_when_put_then_comes_back_whole(self):
        for code, metric in stories.METRICS.items():
            with self.subTest(code):
                got = self.daemon.get(f"/v1/metrics/{code}").json
                # Its name is one of its labels too.
                self.assertEqual(set(got.pop("aliases")), {*metric["aliases"], metric["name_zh"]})
                self.assertEqual(got, {**got, **{k: v for k, v in metric.items() if k != "aliases"}})
                self.assertEqual((got["code"], got["provisional"]), (code, False))

    def test_metrics_when_searched_then_by_name_or_alias(self):
        for q in ("家长对食堂", "satisfaction with the canteen", "canteen-sat"):
            with self.subTest(q):
                self.assertEqual(self.found("metrics", q)[0][0], "canteen-satisfaction")

    def test_catalogue_when_migrated_then_field_is_covered_in_both_languages(self):
        metrics, _ = self.pages("/v1/metrics", "metrics")
        own = [m for m in metrics if m["code"] not in stories.METRICS and not m["provisional"]]
        self.assertGreater(len(own), 15)
        for metric in own:
            with self.subTest(metric["code"]):
                self.assertTrue(metric["name_zh"] and metric["name_en"] and metric["aliases"])
                if metric["kind"] in ("rate", "rank", "score"):
                    self.assertEqual((metric["over_time"], metric["over_orgs"]), ("none", "none"))

    def test_metric_when_wrong_then_400_names_the_field(self):
        good = {"name_zh": "某事", "kind": "count"}
        for change, field in (({"kind": "colour"}, "kind"), ({"direction": "up"}, "direction"), ({"aliases": "x"}, "aliases"),
                              ({"over_time": "avg"}, "over_time"), ({"name_zh": ""}, "name_zh"), ({"colour": 1}, "colour")):
            with self.subTest(field):
                answer = self.daemon.put("/v1/metrics/wrong", {**good, **change})
                self.assertEqual((answer.status, answer.json.get("field")), (400, field), answer)
        self.assertEqual(self.daemon.get("/v1/metrics/wrong").status, 404)

    # ---- series and reports

    def test_label_when_no_alias_knows_it_then_a_provisional_metric_keeps_it(self):
        text = "青禾区教育局工作小结\n\n今年以来,修剪校园银杏树36棵。\n"
        report = self.daemon.add_report(text, stories.ORG, "2012-H1").json
        self.assertEqual([f["text"] for f in report["figures"]], ["36棵"])
        figure = report["figures"][0]
        self.assertIsNotNone(figure["series"])
        series = [s for s in self.pages("/v1/series", "series", org=stories.ORG)[0] if s["id"] == figure["series"]]
        self.assertEqual(len(series), 1)
        metric = self.daemon.get(f"/v1/metrics/{series[0]['metric']}").json
        self.assertTrue(metric["provisional"])
        self.assertEqual(metric["name_zh"], figure["label"])
        trend = self.daemon.get("/v1/trend", org=stories.ORG, metric=metric["code"]).json
        self.assertEqual([(p["period"], str(p["value"])) for p in trend["points"]], [("2012-H1", "36")])

    def test_series_when_reports_came_in_then_listed_with_first_and_last(self):
        for period in ("2010-H1", "2010-H2", "2011-H1"):
            self.daemon.add_report(stories.report(4, 5, "88.00"), stories.ORG, period)
        series, _ = self.pages("/v1/series", "series", org=stories.ORG, metric="canteen-meetings", limit=1)
        self.assertEqual(len(series), 1)
        self.assertEqual((series[0]["first"], series[0]["last"], series[0]["observations"]), ("2010-H1", "2011-H1", 3))
        self.assertEqual((series[0]["scope"], series[0]["unit"], series[0]["kind"]), (None, "次", "count"))

    def test_series_when_asked_as_of_a_day_then_what_was_known_of_them_then(self):
        self.daemon.add_org("past", "旧镇中心校")
        rows = [{"org": "past", "metric": "canteen-visits", "period": period, "value": 1, "published": published}
                for period, published in (("2001", "2002-01-05"), ("2003", "2004-01-05"), ("1999", "2005-01-05"))]
        body = json.dumps(rows)
        self.assertEqual(self.daemon.call("POST", "/v1/observations", body=body, headers={"Content-Type": "application/json"}).status, 201)

        def known(**query):
            return [(s["observations"], s["first"], s["last"]) for s in self.daemon.get("/v1/series", org="past", **query).json["series"]]

        self.assertEqual(known(), [(3, "1999", "2003")])
        self.assertEqual(known(as_of="2004-12-31"), [(2, "2001", "2003")])
        self.assertEqual(known(as_of="2002-01-05"), [(1, "2001", "2001")])
        self.assertEqual(known(as_of="2001-12-31"), [])
        self.assertEqual(known(known_at="2020-01-01"), [])

    def test_reports_when_filtered_and_paged_then_newest_first(self):
        self.daemon.add_org("archive", "档案局")
        self.daemon.add_org("archive-2", "档案二局", "archive")
        ids = []
        for number in range(5):
            org = "archive" if number % 2 == 0 else "archive-2"
            report = self.daemon.add_report(
                stories.report(number + 1, 9, "70.00"), org, f"201{number}-H1", published=f"201{number}-07-01",
                title=f"第{number}号小结",
            ).json
            ids.append(report["id"])
        rows, pages = self.pages("/v1/reports", "reports", under="archive", limit=2)
        self.assertEqual([r["id"] for r in rows], ids[::-1])
        self.assertEqual(pages, 3)
        self.assertTrue(all("figures" not in r for r in rows))
        self.assertEqual([r["id"] for r in self.pages("/v1/reports", "reports", org="archive-2")[0]], [ids[3], ids[1]])
        self.assertEqual([r["id"] for r in self.pages("/v1/reports", "reports", org="archive", period="2014-H1")[0]], [ids[4]])
        self.assertEqual([r["id"] for r in self.pages("/v1/reports", "reports", q="第3号")[0]], [ids[3]])
        self.assertEqual(self.pages("/v1/reports", "reports", under="archive", state="withdrawn")[0], [])


if __name__ == "__main__":
    harness.main()
