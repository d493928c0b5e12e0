/* What the tables refuse by themselves, and what PostgreSQL makes of arrays, of a race for metrics and of a subtree. */
#include "with_postgres.h"

#include <stdio.h>
#include <string.h>

#include "storage/catalogue_store.h"

/* ---- rows that make no sense ---- */

/* One row of each table that it takes; "id" where it has one, so that nothing but the change can be the reason. */
static const struct table {
    const char *name, *row;
} tables[] = {
    {"orgs",
     "{\"id\": 7, \"code\": \"west\", \"name\": \"西县\", \"aliases\": [], \"created\": \"2024-01-01\"}"},
    {"metrics",
     "{\"id\": 7, \"code\": \"calls\", \"name_zh\": \"来电\", \"name_en\": \"\", \"kind\": \"count\","
     "\"unit\": \"次\", \"direction\": \"neither\", \"over_time\": \"sum\", \"over_orgs\": \"none\","
     "\"numerator\": \"\", \"denominator\": \"\", \"is_provisional\": false,"
     "\"created\": \"2024-01-01\"}"},
    {"metric_aliases", "{\"alias_norm\": \"来电\", \"metric_id\": 1, \"org_id\": 0, \"alias\": \"来电\","
                       "\"is_decided\": false, \"created\": \"2024-01-01\"}"},
    {"series", "{\"org_id\": 1, \"id\": 7, \"metric_id\": 1, \"scope\": \"\", \"created\": "
               "\"2024-01-01\",\"vintages\": \"\"}"},
    {"reports", "{\"org_id\": 1, \"id\": 7, \"period\": \"2023\", \"period_start\": \"2023-01-01\","
                "\"period_end\": \"2023-12-31\", \"title\": \"\", \"published\": \"2024-01-05\","
                "\"recorded\": \"2024-01-06\", \"media_type\": \"text/plain\", \"charset\": \"utf-8\","
                "\"bytes\": \"\", \"sha256\": \"0123456789abcdef0123456789abcdef\", \"decoded\": \"\","
                "\"notes\": [], \"inferred\": [], \"state\": \"active\", \"extract_version\": \"1\", "
                "\"figure_count\": 0}"},
    {"figures",
     "{\"org_id\": 1, \"report_id\": 7, \"id\": 7, \"ordinal\": 0, \"start_at\": 3, \"end_at\": 5,"
     "\"text\": \"12\", \"quote\": \"接来电12次\", \"quote_start\": 0, \"value\": 12, \"low\": 12, \"high\": "
     "12,"
     "\"low_open\": false, \"high_open\": false, \"bound\": \"exact\", \"unit\": \"次\", \"kind\": \"count\","
     "\"label\": \"来电\", \"status\": \"actual\", \"period\": \"2023\", \"period_start\": \"2023-01-01\","
     "\"period_end\": \"2023-12-31\", \"scope\": \"\", \"confidence\": 900, \"last_place\": 0,"
     "\"state\": \"pending\", \"series_id\": 7, \"metric_id\": 1, \"is_point\": true,"
     "\"base_period\": \"\", \"note\": \"\", \"revision\": 0, \"rereads\": 0, \"link\": \"name\","
     "\"label_norm\": \"来电\", \"place\": \"page 3\"}"},
    {"tokens", "{\"id\": 7, \"sha256\": \"0123456789abcdef0123456789abcdef\", \"prefix\": \"a\","
               "\"role\": \"viewer\", \"created\": \"2024-01-01\"}"}};

enum { TABLES = sizeof tables / sizeof tables[0] };

/* What is put into that row, and the SQLSTATE it ends with: 23514 a check, 23502 not null, 23503 a foreign key, 23505 unique. */
static const struct nonsense {
    const char *table, *change, *sqlstate;
} nonsense[] = {
    {"orgs", "{\"code\": \"\"}", "23514"},
    {"orgs", "{\"code\": \"12345678901234567890123456789012345678901234567890123456789012345\"}", "23514"},
    {"orgs", "{\"code\": \"east\"}", "23505"},
    {"orgs", "{\"name\": \"\"}", "23514"},
    {"orgs", "{\"parent_id\": 7}", "23514"},
    {"orgs", "{\"parent_id\": 99}", "23503"},
    {"metrics", "{\"code\": \"\"}", "23514"},
    {"metrics", "{\"code\": \"visits\"}", "23505"},
    {"metrics", "{\"name_zh\": \"\"}", "23514"},
    {"metrics", "{\"kind\": \"number\"}", "23514"},
    {"metrics", "{\"kind\": null}", "23502"},
    {"metrics", "{\"direction\": \"up\"}", "23514"},
    {"metrics", "{\"over_time\": \"mean\"}", "23514"},
    {"metrics", "{\"over_orgs\": \"mean\"}", "23514"},
    {"metric_aliases", "{\"alias_norm\": \"\"}", "23514"},
    {"metric_aliases", "{\"metric_id\": 99}", "23503"},
    {"reports", "{\"period_end\": \"2022-12-31\"}", "23514"},
    {"reports", "{\"sha256\": \"0123456789abcdef0123456789abcde\"}", "23514"},
    {"reports", "{\"state\": \"lost\"}", "23514"},
    {"reports", "{\"figure_count\": -1}", "23514"},
    {"reports", "{\"published\": null}", "23502"},
    {"figures", "{\"ordinal\": -1}", "23514"},
    {"figures", "{\"link\": \"guess\"}", "23514"},
    {"figures", "{\"place\": \"a\\u001fb\"}", "23514"},
    {"figures", "{\"start_at\": -1}", "23514"},
    {"figures", "{\"end_at\": 3}", "23514"},
    {"figures", "{\"quote_start\": -1}", "23514"},
    {"figures", "{\"bound\": \"some\"}", "23514"},
    {"figures", "{\"kind\": \"number\"}", "23514"},
    {"figures", "{\"status\": \"wish\"}", "23514"},
    {"figures", "{\"period_end\": \"2022-12-31\"}", "23514"},
    {"figures", "{\"confidence\": 1001}", "23514"},
    {"figures", "{\"confidence\": -1}", "23514"},
    {"figures", "{\"state\": \"lost\"}", "23514"},
    {"figures", "{\"rereads\": 1}", "23514"}, /* of no revision */
    {"figures", "{\"revision\": 1, \"rereads\": -1}", "23514"},
    {"figures", "{\"bound\": \"about\", \"value\": null, \"low\": null, \"high\": null}", "23514"},
    {"figures", "{\"bound\": \"about\", \"low\": 13}", "23514"},
    {"figures", "{\"bound\": \"range\"}", "23514"},
    {"figures", "{\"bound\": \"range\", \"value\": null, \"high\": null}", "23514"},
    {"figures", "{\"value\": null}", "23514"},
    {"figures", "{\"high\": 13}", "23514"},
    {"figures", "{\"series_id\": null}", "23514"},
    {"figures", "{\"basis\": \"yoy\"}", "23514"},
    {"figures", "{\"kind\": \"change\", \"basis\": \"whim\"}", "23514"},
    {"tokens", "{\"sha256\": \"\"}", "23514"},
    {"reports", "{\"state\": \"withdrawn\"}", "23514"}, /* on no day */
    {"reports", "{\"withdrawn\": \"2024-02-01\"}", "23514"},
    {"tokens", "{\"role\": \"owner\"}", "23514"},
    {"tokens", "{\"org_id\": 99}", "23503"}};

enum { NONSENSE = sizeof nonsense / sizeof nonsense[0] };

static const char *row_of(const char *table) {
    for (size_t i = 0; i < TABLES; i++)
        if (strcmp(tables[i].name, table) == 0)
            return tables[i].row;
    fail_msg("no row for %s", table);
    return NULL;
}

static bool insert(struct database *db, const char *table, const char *change, struct err *err) {
    char sql[2048];
    int len =
        snprintf(sql, sizeof sql,
                 "insert into %s select * from jsonb_populate_record(null::%s, '%s'::jsonb || '%s'::jsonb)",
                 table, table, row_of(table), change);
    assert_true(len > 0 && (size_t)len < sizeof sql);
    return pg_session_run(db->session, sql, err);
}

static int set_up_catalogue(void **state) {
    database_set_up_migrated(state);
    database_run(*state,
                 "insert into orgs (id, code, name) values (1, 'east', '东县');"
                 "insert into metrics (id, code, name_zh, kind) values (1, 'visits', '走访', 'count')");
    return 0;
}

static void test_tables_when_a_row_makes_no_sense_then_it_is_refused(void **state) {
    struct database *db = *state;
    for (size_t i = 0; i < NONSENSE; i++) {
        const struct nonsense *bad = &nonsense[i];
        struct err err = {0};
        if (insert(db, bad->table, bad->change, &err))
            fail_msg("%s took %s", bad->table, bad->change);
        if (strstr(err.detail, bad->sqlstate) == NULL)
            fail_msg("%s, %s: %s", bad->table, bad->change, err.detail);
    }
}

/* Or the test above would show nothing. */
static void test_tables_when_the_row_is_whole_then_it_is_taken(void **state) {
    struct database *db = *state;
    for (size_t i = 0; i < TABLES; i++) {
        struct err err = {0};
        if (!insert(db, tables[i].name, "{}", &err))
            fail_msg("%s: %s", tables[i].name, err.detail);
    }
}

/* ---- arrays ---- */

static void test_array_when_postgresql_reads_it_then_each_item_is_as_it_was(void **state) {
    struct database *db = *state;
    static const char *const items[] = {"a\"b",           "\\",   "a\\\"", "{,}", "",   "NULL", "null", " a ",
                                        "满意率，93.70%", "\n\t", "'",     "$1",  "𠮷", NULL};
    enum { ITEMS = sizeof items / sizeof items[0] };
    struct pg_array array;
    struct err err = {0};
    size_t rows = 0;
    pg_array_begin(&array);
    for (size_t i = 0; i < ITEMS; i++)
        if (items[i] != NULL)
            pg_array_string(&array, items[i]);
        else
            pg_array_null(&array);
    const struct pg_param param = pg_array_end(&array, &db->arena);
    const char *sql =
        "select item, item is null from unnest($1::text[]) with ordinality as t (item, at) order by at";
    if (!pg_session_ask(db->session, sql, &param, 1, &rows, &err))
        fail_msg("%s", err.detail);
    assert_int_equal(rows, ITEMS);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_true(text_equal(pg_session_text(db->session, i, 1), text_from(items[i] == NULL ? "t" : "f")));
        assert_true(
            text_equal(pg_session_text(db->session, i, 0), text_from(items[i] == NULL ? "" : items[i])));
    }
}

/* ---- a race ---- */

enum { UNITS = 8, LABELS = 12, LABELS_OF_ONE = LABELS - 1 };

static const char *const codes[LABELS] = {"m-a", "m-b", "m-c", "m-d", "m-e", "m-f",
                                          "m-g", "m-h", "m-i", "m-j", "m-k", "m-l"};

/* All labels but one; every other unit has them backwards. */
static void send_labels(struct database *db, struct asked *asked, size_t unit) {
    struct metric metrics[LABELS_OF_ONE];
    struct alias aliases[LABELS_OF_ONE];
    for (size_t i = 0; i < LABELS_OF_ONE; i++) {
        size_t at = i < unit % 4 ? i : i + 1;
        const struct text code = text_from(codes[unit % 2 == 0 ? at : LABELS - 1 - at]);
        metrics[i] = (struct metric){.code = code,
                                     .name_zh = code,
                                     .name_en = TEXT_OF(""),
                                     .unit = TEXT_OF("次"),
                                     .kind = FIGURE_COUNT,
                                     .numerator = TEXT_OF(""),
                                     .denominator = TEXT_OF("")};
        aliases[i] = (struct alias){code, code, code};
    }
    ask_begin(db, asked);
    metric_ask_add(&asked->ask, metrics, LABELS_OF_ONE, true);
    alias_ask_add(&asked->ask, aliases, LABELS_OF_ONE);
    asked->ask.is_idempotent = false; /* or the pool would hide a deadlock */
    ask_send(asked, unit % POOLS_MAX, NULL, NULL);
}

static void test_metrics_when_eight_units_add_the_same_in_other_orders_then_each_is_there_once(void **state) {
    struct database *db = *state;
    /* A row in the middle: both directions have done their half when they meet it, and unsorted would lock each other out. */
    static const char *const held[] = {
        "begin; insert into metrics (code, name_zh, kind) values ('m-f', 'm-f', 'count')",
        "truncate metric_aliases; begin; insert into metric_aliases (alias_norm, metric_id, alias) "
        "select code, id, code from metrics where code = 'm-f'"};
    database_run(db, "truncate metrics cascade");
    for (size_t round = 0; round < 2; round++) {
        struct asked asked[UNITS];
        database_run(db, held[round]);
        for (size_t i = 0; i < UNITS; i++)
            send_labels(db, &asked[i], i);
        database_until(db, "select count(*) = 4 from pg_locks where not granted");
        database_run(db, "rollback");
        for (size_t i = 0; i < UNITS; i++) {
            ask_wait(&asked[i]);
            if (asked[i].err.code != ERR_NONE)
                fail_msg("unit %zu: %s", i, asked[i].err.detail);
        }
        assert_value(db, "select count(*) || ' ' || count(distinct code) from metrics where is_provisional",
                     "12 12");
        assert_value(db, "select count(*) || ' ' || count(distinct metric_id) from metric_aliases", "12 12");
    }
}

/* ---- the organisations of a comparison ---- */

struct selected {
    size_t call;
    char codes[64];
};

static void read_selected(const struct pg_results *results, void *context) {
    struct selected *selected = context;
    size_t len = 0;
    for (size_t i = 0; i < pg_rows(results, selected->call); i++)
        len += (size_t)snprintf(selected->codes + len, sizeof selected->codes - len, "%.*s ",
                                TEXT_ARG(pg_text(results, selected->call, i, 1)));
}

static void test_selection_when_codes_and_a_subtree_are_given_then_what_is_in_both(void **state) {
    struct database *db = *state;
    static const struct {
        const struct text chosen[2];
        size_t count;
        const char *under, *codes;
    } rows[] = {{{{0}}, 0, "", "city east east-1 east-1-a west "},
                {{{0}}, 0, "city", "city east east-1 east-1-a west "},
                {{{0}}, 0, "east", "east east-1 east-1-a "},
                {{{0}}, 0, "east-1-a", "east-1-a "},
                {{{0}}, 0, "nobody", ""},
                {{TEXT("west"), TEXT("east-1")}, 2, "", "east-1 west "},
                {{TEXT("west"), TEXT("east-1")}, 2, "east", "east-1 "},
                {{TEXT("nobody"), TEXT("west")}, 2, "", "west "},
                {{TEXT("nobody"), TEXT("west")}, 2, "east", ""}};
    database_run(db, "insert into orgs (id, code, name) values (10, 'city', '某市');"
                     "update orgs set parent_id = 10 where code = 'east';"
                     "insert into orgs (id, code, name, parent_id) values (11, 'west', '西县', 10), "
                     "(12, 'east-1', '东县一乡', 1), (13, 'east-1-a', '东县一乡一村', 12)");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct asked asked;
        struct selected selected = {0};
        ask_begin(db, &asked);
        selected.call =
            org_ask_selection(&asked.ask, rows[i].chosen, rows[i].count, text_from(rows[i].under));
        assert_asked(&asked, read_selected, &selected);
        assert_string_equal(selected.codes, rows[i].codes);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_catalogue, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_tables_when_a_row_makes_no_sense_then_it_is_refused),
        TEST(test_tables_when_the_row_is_whole_then_it_is_taken),
        TEST(test_array_when_postgresql_reads_it_then_each_item_is_as_it_was),
        TEST(test_metrics_when_eight_units_add_the_same_in_other_orders_then_each_is_there_once),
        TEST(test_selection_when_codes_and_a_subtree_are_given_then_what_is_in_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
