#include "answers.h"

#include "render/csv.h"

static struct csv csv;

static void test_csv_text_when_cells_need_quotes_then_quoted_and_doubled(void **state) {
    (void)state;
    csv_put_init(&csv, &out, false);
    csv_put_text(&csv, TEXT_OF("普通"));
    csv_put_text(&csv, TEXT_OF("甲,乙"));
    csv_put_text(&csv, TEXT_OF("他说\"好\""));
    csv_put_text(&csv, TEXT_OF("两\n行"));
    csv_put_text(&csv, TEXT_OF("回\r车"));
    csv_put_text(&csv, TEXT_OF(" 前"));
    csv_put_text(&csv, TEXT_OF("后 "));
    csv_put_text(&csv, TEXT_OF("=1+1")); /* verbatim, as render.h says */
    csv_put_end_row(&csv);
    assert_all("普通,\"甲,乙\",\"他说\"\"好\"\"\",\"两\n行\",\"回\r车\",\" 前\",\"后 \",=1+1\r\n");
}

static void test_csv_when_cells_are_empty_then_commas_only(void **state) {
    (void)state;
    csv_put_init(&csv, &out, false);
    csv_put_empty(&csv);
    csv_put_string(&csv, NULL);
    csv_put_text(&csv, (struct text){NULL, 0});
    csv_put_integer(&csv, -7);
    csv_put_decimal(&csv, dec("93.70"));
    csv_put_end_row(&csv);
    csv_put_names(&csv, "a,b");
    csv_put_string(&csv, "c");
    csv_put_end_row(&csv);
    assert_all(",,,-7,93.70\r\na,b,c\r\n");
}

static void test_csv_init_when_bom_is_asked_then_three_bytes_first(void **state) {
    (void)state;
    csv_put_init(&csv, &out, true);
    csv_put_string(&csv, "a");
    csv_put_end_row(&csv);
    assert_all("\xEF\xBB\xBF"
               "a\r\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_csv_text_when_cells_need_quotes_then_quoted_and_doubled),
        CASE(test_csv_when_cells_are_empty_then_commas_only),
        CASE(test_csv_init_when_bom_is_asked_then_three_bytes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
