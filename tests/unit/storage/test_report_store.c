/* Reports with their figures: taken in whole or not at all, once however often and from wherever they are sent. */
#include "with_postgres.h"

#include <stdio.h>
#include <string.h>

#include "storage/report_store.h"
#include "storage/series_store.h"

enum { FIGURES = 5 };

/* Bytes that are no text. */
static const char original[] = {'r', 'e', 'p', 'o', 'r', 't', '\0', '\xff', '\x01', '\'', '\\', '\n'};

static int set_up(void **state) {
    database_set_up_migrated(state);
    database_run(*state,
                 "insert into orgs (id, code, name) values (1, 'east', '东县'), (3, 'west', '西县');"
                 "insert into orgs (id, code, name, parent_id) values (2, 'east-1', '一小', 1);"
                 "insert into metrics (code, name_zh, kind, unit)"
                 " values ('satisfaction', '满意率', 'rate', '%'), ('visits', '走访', 'count', '次')");
    return 0;
}

static struct decimal number(const char *digits) {
    struct decimal value;
    struct err err;
    assert_true(decimal_parse(text_from(digits), &value, &err));
    return value;
}

static struct figure figure_of(uint32_t ordinal, const char *text, const char *label, enum figure_kind kind,
                               struct quantity quantity) {
    return (struct figure){.ordinal = ordinal,
                           .start = 10 * ordinal + 3,
                           .end = 10 * ordinal + 6,
                           .text = text_from(text),
                           .quote = TEXT_OF("上半年，全县走访300余户，满意率93.70%。"),
                           .quote_start = 10 * ordinal,
                           .quantity = quantity,
                           .unit = TEXT_OF(""),
                           .kind = kind,
                           .label = text_from(label),
                           .status = STATUS_ACTUAL,
                           .period = period_half(2021, 1),
                           .scope = TEXT_OF(""),
                           .change_of = FIGURE_NOT_OWNED,
                           .confidence = 900};
}

/* A report as intake hands it over: a rate, an approximate count, its change, a range and a bound. */
struct taken {
    struct database *database;
    struct report report;
    struct figure figures[FIGURES];
    struct report_link links[FIGURES];
    struct text notes[2];
    unsigned char sha256[32];
    struct metric provisional;
    struct alias alias;
    struct report_new new;
    struct asked asked;
    size_t find, next;
    int64_t found, next_id;
};

static void read_next(const struct pg_results *results, void *context) {
    struct taken *taken = context;
    taken->next_id = report_read_next_id(results, taken->next);
    report_read_figure_ids(results, taken->next, taken->figures, FIGURES);
    taken->found = report_read_found(results, taken->find);
}

static void prepare(struct taken *taken, struct database *db, unsigned char hash) {
    *taken = (struct taken){.database = db};
    memset(taken->sha256, hash, sizeof taken->sha256);
    taken->figures[0] = figure_of(0, "93.70%", "满意率", FIGURE_RATE, quantity_exact(number("93.70")));
    taken->figures[0].unit = TEXT_OF("%");
    taken->figures[0].last_place = -2;
    taken->figures[1] =
        figure_of(1, "300余户", "走访", FIGURE_COUNT, quantity_about(number("300"), 2, LEANING_ABOVE));
    taken->figures[1].last_place = 2;
    taken->figures[1].period = period_months(2021, 1, 2021, 6); /* not the canonical form of its days */
    taken->figures[2] = figure_of(2, "12.3%", "走访", FIGURE_CHANGE, quantity_exact(number("12.3")));
    taken->figures[2].change_of = 1;
    taken->figures[2].basis = BASIS_YOY;
    taken->figures[3] =
        figure_of(3, "8—10名", "培训", FIGURE_COUNT, quantity_range(number("8"), number("10")));
    taken->figures[3].status = STATUS_TARGET;
    taken->figures[3].scope = TEXT_OF("乡镇 \"甲\"");
    taken->figures[4] = figure_of(4, "超过20次", "走访", FIGURE_COUNT, quantity_at_least(number("20"), true));
    taken->figures[4].period = period_year(2020);
    taken->links[0] =
        (struct report_link){.metric = TEXT_OF("satisfaction"), .scope = TEXT_OF(""), .is_point = true};
    taken->links[1] =
        (struct report_link){.metric = TEXT_OF("visits"), .scope = TEXT_OF(""), .is_point = true};
    taken->links[2] = (struct report_link){.metric = TEXT_OF(""), .scope = TEXT_OF("")};
    taken->links[3] = (struct report_link){
        .metric = TEXT_OF("p-training"), .scope = TEXT_OF("乡镇 \"甲\""), .is_point = true};
    taken->links[4] = taken->links[1];
    taken->notes[0] = TEXT_OF("first note");
    taken->notes[1] = TEXT_OF("第二条, \"quoted\"");
    taken->provisional = (struct metric){.code = TEXT_OF("p-training"),
                                         .name_zh = TEXT_OF("培训"),
                                         .name_en = TEXT_OF(""),
                                         .unit = TEXT_OF("名"),
                                         .numerator = TEXT_OF(""),
                                         .denominator = TEXT_OF("")};
    taken->alias = (struct alias){TEXT("p-training"), TEXT("培训"), TEXT("培训")};
    ask_begin(db, &taken->asked);
    taken->find = report_ask_find(&taken->asked.ask, TEXT_OF("east"), period_half(2021, 1), taken->sha256);
    taken->next = report_ask_next_id(&taken->asked.ask, FIGURES);
    assert_asked(&taken->asked, read_next, taken);
    taken->report = (struct report){.id = taken->next_id,
                                    .org = TEXT_OF("east"),
                                    .title = TEXT_OF("上半年工作总结"),
                                    .media_type = TEXT_OF("text/plain"),
                                    .charset = TEXT_OF("UTF-8"),
                                    .period = period_half(2021, 1),
                                    .published = {2021, 7, 5},
                                    .decoded = TEXT_OF("上半年，全县走访300余户，满意率93.70%。\n"),
                                    .figures = taken->figures,
                                    .figure_count = FIGURES,
                                    .notes = taken->notes,
                                    .note_count = 2};
    taken->new = (struct report_new){.org_id = 1,
                                     .report = &taken->report,
                                     .links = taken->links,
                                     .bytes = {original, sizeof original},
                                     .sha256 = taken->sha256,
                                     .extract_version = TEXT_OF("1"),
                                     .provisional = &taken->provisional,
                                     .aliases = &taken->alias,
                                     .provisional_count = 1,
                                     .alias_count = 1};
}

static void read_taken(const struct pg_results *results, void *context) {
    struct taken *taken = context;
    taken->found = report_read_found(results, taken->find);
}

static void send(struct taken *taken, size_t pool) {
    ask_begin(taken->database, &taken->asked);
    taken->find = report_ask_add(&taken->asked.ask, &taken->new).found;
    assert_true(taken->asked.ask.is_idempotent);
    ask_send(&taken->asked, pool, read_taken, taken);
}

static void take_in(struct taken *taken) {
    send(taken, 0);
    ask_wait(&taken->asked);
    if (taken->asked.err.code != ERR_NONE)
        fail_msg("%s", taken->asked.err.detail);
}

/* What one report of `prepare` makes. */
static void assert_stored_once(struct database *db) {
    assert_value(db, "select count(*) from reports", "1");
    assert_value(db, "select count(*) from figures", "5");
    assert_value(db, "select count(*) from observations", "4");
    assert_value(db, "select count(*) from series", "3");
    assert_value(db, "select count(*) from metrics", "3");
    assert_value(db, "select count(*) from metric_aliases", "1");
}

/* ---- reading back ---- */

struct back {
    struct database *database;
    size_t report_call, figure_call, text_call, original_call;
    struct report report;
    struct figure *figures;
    size_t count, rows;
    struct text decoded, bytes;
};

static void read_back(const struct pg_results *results, void *context) {
    struct back *back = context;
    struct arena *arena = &back->database->arena;
    struct err err = {0};
    back->rows = pg_rows(results, back->report_call);
    if (back->rows == 0)
        return;
    if (!report_read(results, back->report_call, 0, arena, &back->report, &err) ||
        !figure_read_list(results, back->figure_call, arena, &back->figures, &back->count, &err) ||
        !report_read_original(results, back->original_call, arena, &back->bytes, &err))
        fail_msg("%s", err.detail);
    back->decoded = pg_text_dup(results, back->text_call, 0, 0, arena);
}

static struct back get(struct database *db, int64_t id) {
    struct asked asked;
    struct back back = {.database = db};
    ask_begin(db, &asked);
    back.report_call = report_ask(&asked.ask, id);
    back.figure_call = figure_ask_list(&asked.ask, id);
    back.text_call = report_ask_text(&asked.ask, id);
    back.original_call = report_ask_original(&asked.ask, id);
    assert_asked(&asked, read_back, &back);
    return back;
}

static void assert_decimal(bool present, struct decimal value, const char *digits) {
    char written[DECIMAL_TEXT_MAX];
    assert_int_equal(present, digits != NULL);
    if (digits == NULL)
        return;
    decimal_print(value, written);
    assert_string_equal(written, digits);
}

static void test_report_when_taken_in_then_it_comes_back_whole(void **state) {
    struct database *db = *state;
    struct taken taken;
    prepare(&taken, db, 0xab);
    assert_int_equal(taken.found, 0);
    take_in(&taken);
    assert_int_equal(taken.found, taken.report.id);
    assert_stored_once(db);
    struct back back = get(db, taken.report.id);
    assert_int_equal(back.report.id, taken.report.id);
    assert_true(text_equal(back.report.org, TEXT_OF("east")) &&
                text_equal(back.report.title, taken.report.title));
    assert_true(text_equal(back.report.media_type, TEXT_OF("text/plain")));
    assert_true(text_equal(back.report.charset, TEXT_OF("UTF-8")));
    assert_true(period_equal(back.report.period, period_half(2021, 1)));
    assert_int_equal(date_compare(back.report.published, (struct date){2021, 7, 5}), 0);
    assert_true(back.report.recorded_ms > 1600000000000);
    assert_int_equal(back.report.sha256.len, 64);
    assert_true(text_starts_with(back.report.sha256, TEXT_OF("abababab")));
    assert_int_equal(back.report.byte_count, sizeof original);
    assert_int_equal(back.report.figure_count, FIGURES);
    assert_int_equal(back.report.state, REPORT_ACTIVE);
    assert_int_equal(back.report.note_count, 2);
    assert_true(text_equal(back.report.notes[1], taken.notes[1]));
    assert_true(text_equal(back.decoded, taken.report.decoded));
    assert_int_equal(back.bytes.len, sizeof original);
    assert_memory_equal(back.bytes.ptr, original, sizeof original);
    assert_int_equal(get(db, taken.report.id + 1).rows, 0);
}

static void test_figures_when_taken_in_then_every_field_comes_back(void **state) {
    struct database *db = *state;
    struct taken taken;
    prepare(&taken, db, 1);
    take_in(&taken);
    struct back back = get(db, taken.report.id);
    assert_int_equal(back.count, FIGURES);
    for (size_t i = 0; i < FIGURES; i++) {
        const struct figure *f = &back.figures[i], *t = &taken.figures[i];
        assert_int_equal(f->ordinal, i);
        assert_true(f->id > 0 && (i == 0 || f->id > back.figures[i - 1].id));
        assert_int_equal(f->start, t->start);
        assert_int_equal(f->end, t->end);
        assert_int_equal(f->quote_start, t->quote_start);
        assert_true(text_equal(f->text, t->text) && text_equal(f->quote, t->quote) &&
                    text_equal(f->label, t->label));
        assert_true(text_equal(f->unit, t->unit) && text_equal(f->scope, t->scope));
        assert_true(f->kind == t->kind && f->status == t->status && f->basis == t->basis);
        assert_true(period_equal(f->period, t->period)); /* as it was read, not canonical */
        assert_int_equal(f->change_of, t->change_of);
        assert_int_equal(f->confidence, 900);
        assert_int_equal(f->last_place, t->last_place);
        assert_int_equal(f->state, FIGURE_PENDING);
        assert_int_equal(f->series_id > 0, i != 2); /* a change joins none */
    }
    assert_value(db,
                 "select string_agg(coalesce(m.code, '-'), ' ' order by f.ordinal) "
                 "from figures f left join metrics m on m.id = f.metric_id",
                 "satisfaction visits - p-training visits");
    static const struct {
        enum bound bound;
        const char *value, *low, *high;
        bool low_open, high_open;
    } rows[FIGURES] = {{BOUND_EXACT, "93.70", "93.70", "93.70", false, false},
                       {BOUND_ABOUT, "300", "300", "400", false, true},
                       {BOUND_EXACT, "12.3", "12.3", "12.3", false, false},
                       {BOUND_RANGE, NULL, "8", "10", false, false},
                       {BOUND_AT_LEAST, "20", "20", NULL, true, false}};
    for (size_t i = 0; i < FIGURES; i++) {
        const struct quantity *q = &back.figures[i].quantity;
        assert_int_equal(q->bound, rows[i].bound);
        assert_int_equal(q->reason, REASON_NONE);
        assert_decimal(q->has_value, q->value, rows[i].value);
        assert_decimal(q->low.present, q->low.at, rows[i].low);
        assert_decimal(q->high.present, q->high.at, rows[i].high);
        assert_int_equal(q->low.is_open, rows[i].low_open);
        assert_int_equal(q->high.is_open, rows[i].high_open);
    }
    assert_int_equal(back.figures[1].series_id, back.figures[4].series_id);
}

struct found {
    struct database *database;
    size_t call, count;
    struct observation *items;
};

static void read_found(const struct pg_results *results, void *context) {
    struct found *found = context;
    struct err err = {0};
    if (!observation_read_list(results, found->call, NULL, &found->database->arena, &found->items,
                               &found->count, &err))
        fail_msg("%s", err.detail);
}

static void test_points_when_taken_in_then_they_lead_back_to_their_sentence(void **state) {
    struct database *db = *state;
    struct taken taken;
    struct asked asked;
    struct found found = {.database = db};
    prepare(&taken, db, 1);
    take_in(&taken);
    struct back back = get(db, taken.report.id);
    ask_begin(db, &asked);
    found.call = observation_ask_series(&asked.ask, TEXT_OF("east"), TEXT_OF("visits"), TEXT_OF(""), true);
    assert_asked(&asked, read_found, &found);
    assert_int_equal(found.count, 2); /* the half year and 2020, not the change */
    assert_true(period_equal(found.items[1].period, period_year(2020)));
    const struct observation *o = &found.items[0];
    assert_true(period_equal(o->period, period_half(2021, 1))); /* 2021-01/2021-06, canonical */
    assert_int_equal(o->quantity.bound, BOUND_ABOUT);
    assert_int_equal(o->last_place, 2);
    assert_int_equal(date_compare(o->published, (struct date){2021, 7, 5}), 0);
    assert_int_equal(o->source.report, taken.report.id);
    assert_int_equal(o->source.figure, back.figures[1].id);
    assert_int_equal(o->source.start, 13);
    assert_int_equal(o->source.end, 16);
    assert_true(text_equal(o->source.quote, taken.figures[1].quote));
    assert_int_equal(o->series_id, back.figures[1].series_id);
}

/* ---- once ---- */

static void test_report_when_the_same_unit_is_sent_again_then_nothing_is_added(void **state) {
    struct database *db = *state;
    struct taken taken;
    prepare(&taken, db, 1);
    take_in(&taken);
    take_in(&taken); /* as the pool does after a lost connection */
    assert_int_equal(taken.found, taken.report.id);
    assert_stored_once(db);
}

static void test_report_when_the_same_bytes_come_again_then_the_first_is_found(void **state) {
    struct database *db = *state;
    struct taken first, second, other;
    prepare(&first, db, 1);
    take_in(&first);
    prepare(&second, db, 1);
    assert_int_equal(second.found, first.report.id);
    assert_int_not_equal(second.report.id, first.report.id);
    take_in(&second); /* even so */
    assert_int_equal(second.found, first.report.id);
    assert_stored_once(db);
    prepare(&other, db, 2); /* other bytes: another report, a vintage each */
    assert_int_equal(other.found, 0);
    take_in(&other);
    assert_int_equal(other.found, other.report.id);
    assert_value(db, "select count(*) from reports", "2");
    assert_value(db, "select count(*) from observations", "8");
    assert_value(db, "select count(*) from series", "3");
    assert_value(db, "select count(*) from metrics", "3");
}

static void send_both_held(struct database *db, struct taken taken[2], const char *lock) {
    char sql[64];
    snprintf(sql, sizeof sql, "begin; lock table %s in share mode", lock);
    database_run(db, sql);
    for (size_t i = 0; i < 2; i++)
        send(&taken[i], i);
    database_until(db, "select count(*) = 2 from pg_locks where not granted");
    database_run(db, "commit");
    for (size_t i = 0; i < 2; i++) {
        ask_wait(&taken[i].asked);
        if (taken[i].asked.err.code != ERR_NONE)
            fail_msg("%s", taken[i].asked.err.detail);
    }
}

/* Two workers, two ids, the same bytes: whoever is second gets the id of the first. Held at each table in turn. */
static void test_report_when_two_workers_take_in_the_same_bytes_then_it_is_one_report(void **state) {
    struct database *db = *state;
    static const char *const tables[] = {"metrics", "series", "reports", "figures"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct taken taken[2];
        database_run(db, "truncate reports, figures, series, metric_aliases;"
                         "delete from metrics where is_provisional");
        prepare(&taken[0], db, 1);
        prepare(&taken[1], db, 1);
        assert_int_not_equal(taken[0].report.id, taken[1].report.id);
        send_both_held(db, taken, tables[i]);
        assert_int_equal(taken[0].found, taken[1].found);
        assert_true(taken[0].found == taken[0].report.id || taken[0].found == taken[1].report.id);
        assert_stored_once(db);
    }
}

/* Other bytes, but the same label that nobody knows: one provisional metric, and figures of both join it. */
static void test_report_when_two_workers_make_the_same_metric_then_it_is_one(void **state) {
    struct database *db = *state;
    struct taken taken[2];
    prepare(&taken[0], db, 1);
    prepare(&taken[1], db, 2);
    send_both_held(db, taken, "metric_aliases");
    assert_int_not_equal(taken[0].found, taken[1].found);
    assert_value(db, "select count(*) from reports", "2");
    assert_value(db, "select count(*) from metrics where is_provisional", "1");
    assert_value(db, "select count(*) from series", "3");
    assert_value(
        db,
        "select count(*) from figures where metric_id = (select id from metrics where is_provisional) "
        "and series_id is not null",
        "2");
    assert_value(db, "select count(*) from observations", "8");
}

static void test_report_when_one_figure_is_refused_then_nothing_is_stored(void **state) {
    struct database *db = *state;
    struct taken taken;
    prepare(&taken, db, 1);
    taken.figures[4].end = taken.figures[4].start; /* the table refuses it */
    send(&taken, 0);
    ask_wait(&taken.asked);
    assert_int_equal(taken.asked.err.code, ERR_INTERNAL);
    assert_value(
        db,
        "select (select count(*) from reports) + (select count(*) from figures) + (select count(*) from "
        "observations) + (select count(*) from series) + (select count(*) from metric_aliases)",
        "0");
    assert_value(db, "select count(*) from metrics", "2");
}

/* ---- lists ---- */

struct list {
    struct database *database;
    size_t call, count;
    int64_t ids[8];
};

static void read_list(const struct pg_results *results, void *context) {
    struct list *list = context;
    struct err err = {0};
    list->count = pg_rows(results, list->call);
    for (size_t i = 0; i < list->count && i < 8; i++) {
        struct report report;
        if (!report_read(results, list->call, i, &list->database->arena, &report, &err))
            fail_msg("%s", err.detail);
        list->ids[i] = report.id;
    }
}

static struct list list_reports(struct database *db, struct report_filter filter) {
    struct asked asked;
    struct list list = {.database = db};
    filter.state = filter.state != NULL ? filter.state : "";
    filter.limit = filter.limit != 0 ? filter.limit : 8;
    ask_begin(db, &asked);
    list.call = report_ask_list(&asked.ask, &filter);
    assert_asked(&asked, read_list, &list);
    return list;
}

static void test_reports_when_listed_then_newest_first_and_filtered(void **state) {
    struct database *db = *state;
    struct taken taken[3];
    for (unsigned char i = 0; i < 3; i++) {
        prepare(&taken[i], db, i);
        if (i == 1) {
            taken[i].new.org_id = 2;
            taken[i].report.org = TEXT_OF("east-1");
            taken[i].report.title = TEXT_OF("Summary 50%");
        } else if (i == 2) {
            taken[i].report.period = period_year(2020);
            taken[i].report.note_count = 0;
        }
        take_in(&taken[i]);
        assert_int_equal(taken[i].found, taken[i].report.id);
    }
    database_run(
        db, "update reports set state = 'withdrawn', withdrawn = '2024-01-06', withdrawn_recorded = now() "
            "where id = (select max(id) from reports)");
    int64_t a = taken[0].report.id, b = taken[1].report.id, c = taken[2].report.id;
    struct list all = list_reports(db, (struct report_filter){0});
    assert_int_equal(all.count, 3);
    assert_true(all.ids[0] == c && all.ids[1] == b && all.ids[2] == a);
    struct list page = list_reports(db, (struct report_filter){.before = c, .limit = 1});
    assert_true(page.count == 1 && page.ids[0] == b);
    const struct {
        struct report_filter filter;
        size_t count;
        int64_t first;
    } rows[] = {{{.org = TEXT("east")}, 2, c},
                {{.org = TEXT("west")}, 0, 0},
                {{.under = TEXT("east")}, 3, c},
                {{.under = TEXT("east-1")}, 1, b},
                {{.period = period_year(2020)}, 1, c},
                {{.period = period_months(2021, 1, 2021, 6)}, 2, b}, /* the same days */
                {{.state = "active"}, 2, b},
                {{.state = "withdrawn"}, 1, c},
                {{.q = TEXT("summary 50%")}, 1, b},
                {{.q = TEXT("培训")}, 3, c}, /* a label */
                {{.q = TEXT("_")}, 0, 0},
                {{.org = TEXT("east"), .state = "active", .q = TEXT("总结")}, 1, a}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct list list = list_reports(db, rows[i].filter);
        assert_int_equal(list.count, rows[i].count);
        assert_true(list.count == 0 || list.ids[0] == rows[i].first);
    }
    assert_int_equal(get(db, c).report.state, REPORT_WITHDRAWN);
    assert_int_equal(get(db, c).report.note_count, 0);
}

/* ---- what the tables refuse and take ---- */

static bool takes(struct database *db, const char *sql) {
    struct err err;
    bool is_taken = pg_session_run(db->session, sql, &err);
    assert_true(is_taken || strstr(err.detail, "23514") != NULL); /* a check */
    return is_taken;
}

/* The words of model/ and the CHECKs of the tables are the same words, and no others are taken. */
static void test_figures_when_each_word_is_stored_then_the_table_takes_it(void **state) {
    struct database *db = *state;
    struct taken taken;
    char sql[160];
    prepare(&taken, db, 1);
    take_in(&taken);
    for (int i = FIGURE_COUNT; i <= FIGURE_CHANGE; i++) {
        snprintf(sql, sizeof sql, "update figures set kind = '%s' where ordinal = 0",
                 figure_kind_name((enum figure_kind)i));
        assert_true(takes(db, sql));
    }
    for (int i = STATUS_ACTUAL; i <= STATUS_NORM; i++) {
        const char *word = figure_status_name((enum figure_status)i);
        snprintf(sql, sizeof sql, "update figures set status = '%s' where ordinal = 0", word);
        assert_true(takes(db, sql));
    }
    for (int i = BASIS_YOY; i <= BASIS_TARGET; i++) {
        snprintf(sql, sizeof sql, "update figures set basis = '%s' where ordinal = 2",
                 figure_basis_name((enum figure_basis)i));
        assert_true(takes(db, sql));
    }
    for (int i = FIGURE_PENDING; i <= FIGURE_WITHDRAWN; i++) {
        snprintf(sql, sizeof sql, "update figures set state = '%s'", figure_state_name((enum figure_state)i));
        assert_true(takes(db, sql));
    }
    for (int i = REPORT_ACTIVE; i <= REPORT_WITHDRAWN; i++) {
        bool is_gone = i == REPORT_WITHDRAWN;
        snprintf(sql, sizeof sql, "update reports set state = '%s', withdrawn = %s, withdrawn_recorded = %s",
                 report_state_name((enum report_state)i), is_gone ? "current_date" : "null",
                 is_gone ? "now()" : "null");
        assert_true(takes(db, sql));
    }
    static const char *const refused[] = {
        "update figures set kind = 'counts'",
        "update figures set status = ''",
        "update figures set bound = 'exactly'",
        "update figures set basis = 'year' where ordinal = 2",
        "update figures set basis = 'yoy' where ordinal = 1", /* of what is no change */
        "update figures set value = 93.71 where ordinal = 0", /* not its interval */
        "update figures set value = 9 where ordinal = 3",     /* a range has none */
        "update figures set low = 11 where ordinal = 3",      /* above high */
        "update figures set value = null, low = null where ordinal = 4",
        "update figures set confidence = 1001",
        "update figures set series_id = null where ordinal = 0", /* a point has one */
        "update reports set sha256 = 'short'",
        "update reports set period_end = '2000-01-01'"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (takes(db, refused[i]))
            fail_msg("taken: %s", refused[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_report_when_taken_in_then_it_comes_back_whole),
        TEST(test_figures_when_taken_in_then_every_field_comes_back),
        TEST(test_points_when_taken_in_then_they_lead_back_to_their_sentence),
        TEST(test_report_when_the_same_unit_is_sent_again_then_nothing_is_added),
        TEST(test_report_when_the_same_bytes_come_again_then_the_first_is_found),
        TEST(test_report_when_two_workers_take_in_the_same_bytes_then_it_is_one_report),
        TEST(test_report_when_two_workers_make_the_same_metric_then_it_is_one),
        TEST(test_report_when_one_figure_is_refused_then_nothing_is_stored),
        TEST(test_reports_when_listed_then_newest_first_and_filtered),
        TEST(test_figures_when_each_word_is_stored_then_the_table_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
