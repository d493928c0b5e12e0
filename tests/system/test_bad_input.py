"""Everything wrong that can be sent: a clear problem each time, nothing stored, and the daemon goes on."""

import json
import socket
import struct

import harness
import stories

LIMIT = 32 * 1024 * 1024
GOOD = stories.report(12, 340, "93.70")


class BadInput(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def setUp(self):
        self.before = self.pg.counts()

    def tearDown(self):
        self.assertEqual(self.pg.counts(), self.before, "something was stored")
        self.assertEqual(self.daemon.call("GET", "/healthz", token=None).status, 200)

    def post(self, body, content_type="text/plain; charset=utf-8", org=stories.ORG, period="2021-H1", **query):
        return self.daemon.add_report(body, org, period, content_type, **query)

    # ---- documents

    def test_report_when_empty_then_422(self):
        self.assert_problem(self.post(b""), 422, "empty-body")

    def test_report_when_only_white_space_then_422(self):
        self.assert_problem(self.post(" \r\n\t\u3000\n"), 422, "empty-body")

    def test_report_when_not_text_then_refused_by_kind(self):
        for name, body in {
            "an image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0",
            "a zip": b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256)),
            "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "noise": bytes(range(256)) * 8,
        }.items():
            with self.subTest(name):
                answer = self.post(body, "application/octet-stream")
                self.assertIn(answer.status, (415, 422), answer)
                self.assertTrue(answer.json["type"].endswith(("not-text", "unsupported-media", "bad-encoding")), answer)

    def test_report_when_utf8_is_broken_then_offset_is_told(self):
        good = GOOD.encode("utf-8")
        at = good.index("召".encode())
        answer = self.post(good[: at + 1] + good[at + 3 :])
        problem = self.assert_problem(answer, 422, "bad-encoding")
        self.assertIn(str(at), problem["detail"])

    def test_report_when_it_holds_no_figure_then_422(self):
        self.assert_problem(self.post("今天天气很好。\n"), 422, "no-figures")

    # ---- size

    def raw(self, head, body=b"", half_close=False):
        """Sends bytes as they are; the status line's number of what comes back, or None when nothing does."""
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=harness.PATIENCE_S) as link:
            try:
                link.sendall(head)
                if body:
                    link.sendall(body)
                if half_close:
                    link.shutdown(socket.SHUT_WR)
                got = link.recv(65536)
                while got and b"\r\n" not in got:
                    got += link.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                return None
        return int(got.split(b" ")[1]) if got else None

    def head(self, *headers, path="/v1/reports?org=qinghe&period=2021-H1"):
        lines = [f"POST {path} HTTP/1.1", "Host: test", f"Authorization: Bearer {self.daemon.token()}",
                 "Content-Type: text/plain; charset=utf-8", *headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def test_report_when_declared_over_the_limit_then_413_before_the_body(self):
        self.assertEqual(self.raw(self.head(f"Content-Length: {LIMIT + 1}")), 413)

    def test_report_when_chunks_exceed_the_limit_then_413(self):
        # One chunk past the limit; the daemon may answer, and hang up, while it is still being sent.
        chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
        status = self.raw(self.head("Transfer-Encoding: chunked"), chunk * (LIMIT // 0x100000 + 1))
        self.assertIn(status, (413, None))
        self.assertIn("too-large", self.daemon.log() + ("too-large" if status == 413 else ""))

    # ---- parameters

    def test_report_when_organisation_is_unknown_then_404(self):
        self.assert_problem(self.post(GOOD, org="nowhere"), 404, "unknown-org", "nowhere")

    def test_report_when_a_parameter_is_missing_and_the_text_does_not_say_it_then_400_names_it(self):
        for name, query in {"org": "period=2021-H1", "period": f"org={stories.ORG}"}.items():
            with self.subTest(name):
                body = GOOD.replace(stories.ORG_NAME, "")
                answer = self.daemon.call("POST", f"/v1/reports?{query}", body=body.encode())
                self.assert_problem(answer, 400, "missing-parameter", field=name)

    def test_report_when_period_is_nonsense_then_400(self):
        for period in ("2021-13", "2021-H3", "2021-02-30", "last year", "", "2021-06/2021-01", "99999"):
            with self.subTest(period):
                answer = self.daemon.call("POST", "/v1/reports", body=GOOD.encode(),
                                          query={"org": stories.ORG, "period": period})
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(answer.json.get("field"), "period", answer)

    def test_report_when_a_parameter_is_of_the_wrong_type_then_400_names_it(self):
        for name, value in {"preview": "yes", "published": "2021-02-30", "quote": "2"}.items():
            with self.subTest(name):
                answer = self.post(GOOD, **{name: value})
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(answer.json.get("field"), name, answer)

    def test_any_call_when_a_parameter_is_unknown_then_400_names_it(self):
        for method, path in (
            ("POST", f"/v1/reports?org={stories.ORG}&period=2021-H1"), ("GET", "/v1/reports?limit=1"),
            ("GET", f"/v1/trend?org={stories.ORG}&metric=canteen-meetings"),
            ("GET", "/v1/compare?metric=canteen-meetings&period=2021-H1"), ("GET", "/v1/orgs?limit=1"),
            ("GET", "/v1/metrics?limit=1"), ("GET", "/v1/series?limit=1"), ("GET", f"/v1/orgs/{stories.ORG}?"),
        ):
            with self.subTest(path):
                answer = self.daemon.call(method, path + ("" if path.endswith("?") else "&") + "colour=red", body=GOOD.encode() if method == "POST" else None)
                self.assert_problem(answer, 400, "unknown-parameter", "colour", field="colour")

    def test_any_call_when_a_parameter_comes_twice_then_400(self):
        answer = self.daemon.call("GET", f"/v1/trend?org={stories.ORG}&org=x&metric=canteen-meetings")
        self.assertEqual(answer.status, 400, answer)

    def test_lists_when_limit_or_cursor_is_wrong_then_400(self):
        for path in ("/v1/reports", "/v1/orgs", "/v1/metrics", "/v1/series"):
            for name, value in (("limit", "0"), ("limit", "many"), ("limit", "-1"), ("cursor", "%00%ff")):
                with self.subTest(f"{path} {name}={value}"):
                    answer = self.daemon.call("GET", f"{path}?{name}={value}")
                    self.assertEqual(answer.status, 400, answer)
                    self.assertEqual(answer.json.get("field"), name, answer)

    # ---- paths and methods

    def test_path_when_unknown_then_404(self):
        for path in ("/v1/nothing", "/v2/reports", "/v1/reports/1/colour", "/"):
            with self.subTest(path):
                self.assert_problem(self.daemon.call("GET", path), 404, "not-found")

    def test_report_id_when_unknown_or_no_number_then_4xx(self):
        for path in ("/v1/reports/999999", "/v1/reports/999999/text", "/v1/reports/999999/original",
                     "/v1/reports/999999/figures"):
            with self.subTest(path):
                self.assert_problem(self.daemon.call("GET", path), 404, "not-found")
        for path in ("/v1/reports/abc", "/v1/reports/0", "/v1/reports/-1", "/v1/reports/99999999999999999999"):
            with self.subTest(path):
                self.assertIn(self.daemon.call("GET", path).status, (400, 404))

    def test_method_when_not_allowed_then_405_with_allow(self):
        for method, path, allowed in (("DELETE", "/v1/trend", "GET"), ("DELETE", "/v1/orgs", "GET"),
                                      ("PUT", "/v1/reports", "POST"), ("DELETE", "/healthz", "GET")):
            with self.subTest(f"{method} {path}"):
                answer = self.daemon.call(method, path)
                self.assert_problem(answer, 405, "method-not-allowed")
                self.assertIn(allowed, answer.headers.get("allow", ""))

    # ---- JSON

    def put_org(self, body):
        return self.daemon.call("PUT", "/v1/orgs/elsewhere", body=body, headers={"Content-Type": "application/json"})

    def test_put_when_body_is_not_json_then_400(self):
        for body in (b"{", b"{'name': 'x'}", b"[1,", b"{\"name\": \"a\"} x", b"\xff\xfe", b"nul"):
            with self.subTest(body):
                self.assertIn(self.put_org(body).status, (400, 422))

    def test_put_when_a_field_is_unknown_or_missing_or_wrong_then_400_names_it(self):
        for body, name, field in (
            ({"name": "某局", "colour": "red"}, "unknown-field", "colour"), ({"parent": None}, "", "name"),
            ({"name": 7}, "bad-value", "name"), ({"name": "某局", "parent": 7}, "bad-value", "parent"),
        ):
            with self.subTest(body):
                answer = self.put_org(json.dumps(body))
                self.assert_problem(answer, 400, name, field=field)
        self.assertEqual(self.daemon.call("GET", "/v1/orgs/elsewhere").status, 404)

    def test_put_when_a_key_comes_twice_then_400(self):
        self.assertEqual(self.put_org(b'{"name": "a", "name": "b"}').status, 400)

    # ---- clients that leave

    def test_report_when_upload_is_truncated_then_nothing_is_stored(self):
        body = GOOD.encode()
        status = self.raw(self.head(f"Content-Length: {len(body)}"), body[: len(body) // 2], half_close=True)
        self.assertIn(status, (400, 408, None))

    def test_report_when_chunked_upload_is_truncated_then_nothing_is_stored(self):
        body = GOOD.encode()
        chunk = b"%x\r\n" % len(body) + body + b"\r\n"
        status = self.raw(self.head("Transfer-Encoding: chunked"), chunk, half_close=True)
        self.assertIn(status, (400, 408, None))

    def test_report_when_client_resets_half_way_then_nothing_is_stored(self):
        body = GOOD.encode()
        for sent in (0, 1, len(body) // 2, len(body) - 1):
            with self.subTest(sent):
                link = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=harness.PATIENCE_S)
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                link.sendall(self.head(f"Content-Length: {len(body)}") + body[:sent])
                link.close()

    def test_connection_when_no_http_then_400_or_closed(self):
        self.assertIn(self.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), (400, 501, None))
        self.assertIn(self.raw(b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n"), (400, 413, 431, None))


class NobodyLeftToAnswer(harness.SystemTest):
    """The client leaves after it sent everything: the report may be stored, then wholly; nothing else may happen."""

    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def test_report_when_client_leaves_before_the_answer_then_whole_or_nothing(self):
        for n in range(20):
            body = stories.report(n, n + 1, "90.00").encode()
            link = socket.create_connection(("127.0.0.1", self.daemon.port), timeout=harness.PATIENCE_S)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            link.sendall(
                f"POST /v1/reports?org={stories.ORG}&period=2021-H1 HTTP/1.1\r\nHost: test\r\n"
                f"Authorization: Bearer {self.daemon.token()}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
            link.close()
        # A request after them on each worker; then what they began is over.
        answer = self.daemon.add_report(stories.report(99, 98, "91.00"), stories.ORG, "2021-H1")
        self.assertEqual(answer.status, 201, answer)
        torn = self.pg.sql(
            "SELECT r.id, count(f.*) FROM reports r LEFT JOIN figures f ON f.report_id = r.id AND f.org_id = r.org_id"
            f" GROUP BY r.id HAVING count(f.*) <> {stories.FIGURES}"
        )
        self.assertEqual(torn, [])


if __name__ == "__main__":
    harness.main()
