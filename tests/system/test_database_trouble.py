"""The database far away, slow, in crumbs, gone in the middle, back again: no half report, no wrong answer, no hang."""

import concurrent.futures

import harness
import proxy
import stories


class DatabaseTrouble(harness.SystemTest):
    """The daemon's only way to PostgreSQL is the proxy."""

    @classmethod
    def setUpClass(cls):
        cls.pg = harness.Postgres()
        cls.proxy = proxy.Proxy(cls.pg.directory)
        try:
            direct = cls.pg.conninfo()
            cls.daemon = harness.Daemon(direct, workers=1, settings={"TONGBI_DATABASE_CONNECTIONS": "2"}, wait=False)
            cls.daemon.token()
            cls.daemon.token("viewer")
            cls.daemon.stop()
            cls.daemon.environment["TONGBI_DATABASE"] = cls.pg.conninfo(host=cls.proxy.directory)
            cls.daemon.start()
            stories.set_up_catalogue(cls.daemon)
        except BaseException:
            cls.proxy.close()
            cls.pg.close()
            raise

    @classmethod
    def tearDownClass(cls):
        try:
            super().tearDownClass()
        finally:
            cls.proxy.close()

    def tearDown(self):
        self.proxy.forget_cut()
        self.proxy.refusing = False
        self.proxy.fragment = None
        self.proxy.delay_s = 0.0
        harness.wait_until(self.daemon.is_ready, "ready again")
        self.assert_nothing_torn()

    def assert_nothing_torn(self):
        for table in ("figures", "observations"):
            torn = self.pg.sql(
                f"SELECT r.id, count(x.*) FROM reports r LEFT JOIN {table} x ON x.report_id = r.id"
                f" AND x.org_id = r.org_id GROUP BY r.id HAVING count(x.*) <> {stories.FIGURES}"
            )
            self.assertEqual(torn, [], f"reports with too few or too many {table}")

    def add(self, number, period="2021-H1"):
        return self.daemon.add_report(stories.report(number, number + 1, "90.25"), stories.ORG, period)

    def test_report_when_connection_is_cut_anywhere_then_whole_or_not_at_all(self):
        """Up or down, after any number of bytes: the answer is 200 or 201, or 503 and the report can be posted again."""
        number = 1000
        for direction, offsets in (
            ("up", (1, 2, 5, 17, 60, 150, 400, 700, 1000, 1400, 1800, 2300, 3000, 4000)),
            ("down", (1, 2, 5, 9, 20, 45, 80, 130, 200, 300, 450, 700, 1000)),
        ):
            for offset in offsets:
                with self.subTest(f"{direction} {offset}"):
                    number += 1
                    self.proxy.cut_after(offset, direction)
                    answer = self.add(number)
                    self.proxy.forget_cut()
                    # Posting a report is idempotent, so the daemon may have tried again by itself.
                    if answer.status not in (200, 201):
                        self.assertEqual(answer.status, 503, answer)
                        self.assertTrue(answer.json["type"].endswith(("database-unknown", "database-unavailable")), answer)
                        self.assertTrue(answer.headers.get("retry-after"))
                    harness.wait_until(self.daemon.is_ready, "ready after a cut")
                    again = self.add(number)
                    self.assertIn(again.status, (200, 201) if answer.status == 503 else (200,), again)
                    self.assertEqual(again.json["figure_count"], stories.FIGURES)
                    if answer.status != 503:
                        self.assertEqual(answer.json["id"], again.json["id"])
        self.assertGreater(self.proxy.cuts, 20, "the cuts hit nothing")

    def test_answers_when_bytes_come_in_crumbs_then_the_same(self):
        created = self.add(2000, "2020-H1")
        self.assertEqual(created.status, 201)
        path = f"/v1/trend?org={stories.ORG}&metric=canteen-meetings&to=2020-H1"
        whole = self.daemon.call("GET", path)
        self.proxy.fragment = 3
        crumbs = self.daemon.call("GET", path)
        self.assertEqual((crumbs.status, crumbs.body), (200, whole.body))
        self.assertEqual(self.add(2001, "2020-H2").status, 201)

    def test_answers_when_many_ask_through_a_slow_crumbling_link_then_each_gets_its_own(self):
        """A pipeline out of step would give one asker another's answer."""
        codes = [f"crumb-{n}" for n in range(30)]
        for code in codes:
            self.daemon.add_org(code, f"{code}局")
        self.proxy.fragment = 7
        self.proxy.delay_s = 0.0002
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda code: self.daemon.call("GET", f"/v1/orgs/{code}"), codes * 3))
        for code, answer in zip(codes * 3, answers):
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual((answer.json["code"], answer.json["name"]), (code, f"{code}局"))

    def test_requests_when_database_is_gone_then_503_and_not_ready_and_later_well_again(self):
        self.proxy.refusing = True
        self.proxy.cut_all()
        harness.wait_until(
            lambda: self.daemon.call("GET", "/readyz", token=None).status == 503, "not ready without a database"
        )
        self.assertEqual(self.daemon.call("GET", "/healthz", token=None).status, 200)
        for method, path, body in (
            ("GET", f"/v1/orgs/{stories.ORG}", None),
            ("POST", f"/v1/reports?org={stories.ORG}&period=2019-H1", stories.report(1, 2, "80.00").encode()),
        ):
            with self.subTest(path):
                answer = self.daemon.call(method, path, body=body)
                self.assert_problem(answer, 503, "database-unavailable")
                self.assertTrue(answer.headers.get("retry-after"))
        self.proxy.refusing = False
        harness.wait_until(self.daemon.is_ready, "ready again")
        self.assertEqual(self.daemon.call("GET", f"/v1/orgs/{stories.ORG}").status, 200)


if __name__ == "__main__":
    harness.main()
