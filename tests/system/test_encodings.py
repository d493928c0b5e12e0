"""The same report in every encoding in which it may come gives the same figures."""

import codecs

import harness
import stories

TEXT = stories.report(15, 420, "95.50")
PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>青禾区教育局食堂工作小结</title>
<style>p {{ margin: 12px }}</style><script>var visits = 99999;</script></head>
<body><nav><a href="/">首页</a> <a href="/3">第3页</a></nav>
<h1>青禾区教育局食堂工作小结</h1>
<p>{first}</p><p>{second}</p>
</body></html>
"""


class Encodings(harness.SystemTest):
    @classmethod
    def prepare(cls):
        stories.set_up_catalogue(cls.daemon)

    def take_in(self, body, content_type, period):
        answer = self.daemon.add_report(body, stories.ORG, period, content_type)
        self.assertEqual(answer.status, 201, answer)
        figures = [(f["text"], str(f["value"]), f["kind"]) for f in answer.json["figures"]]
        self.assertEqual(figures, [("15次", "15", "count"), ("420家", "420", "count"), ("95.50%", "95.50", "rate")])
        text = self.daemon.get(f"/v1/reports/{answer.json['id']}/text").text
        for figure in answer.json["figures"]:
            self.assertEqual(text[figure["start"]:figure["end"]], figure["text"])
        return answer.json

    def test_text_when_utf8_with_or_without_bom_then_read(self):
        self.assertEqual(self.take_in(TEXT.encode(), "text/plain", "2011")["charset"], "utf-8")
        self.assertEqual(self.take_in(codecs.BOM_UTF8 + TEXT.encode(), "text/plain", "2012")["charset"], "utf-8")
        self.assertEqual(self.take_in(TEXT.encode(), "text/plain; charset=utf-8", "2013")["charset"], "utf-8")

    def test_text_when_gb18030_by_charset_or_unsaid_then_read(self):
        body = TEXT.encode("gb18030")
        for period, content_type in (
            ("2011-H1", "text/plain; charset=gb18030"), ("2012-H1", "text/plain; charset=GBK"),
            ("2013-H1", 'text/plain; charset="gb2312"'), ("2014-H1", "text/plain"),
            ("2015-H1", "application/octet-stream"),
        ):
            with self.subTest(content_type):
                self.assertEqual(self.take_in(body, content_type, period)["charset"], "gb18030")

    def test_text_when_utf16_by_bom_or_charset_then_read(self):
        little, big = TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be")
        for period, body, content_type, charset in (
            ("2011-H2", codecs.BOM_UTF16_LE + little, "text/plain", "utf-16le"),
            ("2012-H2", codecs.BOM_UTF16_BE + big, "text/plain", "utf-16be"),
            ("2013-H2", little, "text/plain; charset=utf-16le", "utf-16le"),
            ("2014-H2", big, "text/plain; charset=UTF-16BE", "utf-16be"),
        ):
            with self.subTest(period):
                self.assertEqual(self.take_in(body, content_type, period)["charset"], charset)

    def test_text_when_content_type_is_wrong_then_bytes_win_and_a_note_says_so(self):
        report = self.take_in(TEXT.encode(), "text/plain; charset=gb18030", "2016")
        self.assertEqual(report["charset"], "utf-8")
        self.assertTrue(report["notes"])

    def test_page_when_html_then_only_its_text_is_read(self):
        first, second = stories.MEETINGS.format(15, 420), stories.SATISFACTION.format("95.50")
        for period, charset, content_type in (
            ("2017", "utf-8", "text/html; charset=utf-8"), ("2018", "gb2312", "text/html"),
            ("2019", "utf-8", "text/html"),
        ):
            with self.subTest(period):
                page = PAGE.format(charset=charset, first=first, second=second)
                report = self.take_in(page.encode("gb18030" if charset == "gb2312" else "utf-8"), content_type, period)
                self.assertEqual(report["media_type"], "text/html")
                quotes = [f["quote"] for f in report["figures"]]
                self.assertEqual(quotes, [first, first, second])

    def test_text_when_lines_end_in_cr_lf_then_offsets_still_fit(self):
        self.take_in(TEXT.replace("\n", "\r\n").encode(), "text/plain", "2020")

    def test_text_when_it_holds_characters_beyond_the_bmp_then_offsets_count_code_points(self):
        self.take_in(("𠮷野家🎉\n" + TEXT).encode(), "text/plain", "2021")


if __name__ == "__main__":
    harness.main()
