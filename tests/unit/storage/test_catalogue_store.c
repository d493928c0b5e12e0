/* Organisations, metrics, aliases, series and tokens in a real PostgreSQL. */
#include "with_postgres.h"

#include <stdio.h>
#include <string.h>

#include "storage/access_store.h"
#include "storage/catalogue_store.h"

enum { LIST_MAX = 16 };

static struct org org_of(const char *code, const char *name, const char *parent) {
    return (struct org){.code = text_from(code), .name = text_from(name), .parent = text_from(parent)};
}

/* ---- organisations ---- */

struct put {
    size_t call, rows;
    bool was_created;
};

static void read_put(const struct pg_results *results, void *context) {
    struct put *put = context;
    put->rows = pg_rows(results, put->call);
    put->was_created = put->rows > 0 && org_read_was_created(results, put->call);
}

static struct put put_org(struct database *db, const char *code, const char *name, const char *parent) {
    const struct org org = org_of(code, name, parent);
    struct asked asked;
    struct put put = {0};
    ask_begin(db, &asked);
    put.call = org_ask_put(&asked.ask, &org);
    assert_asked(&asked, read_put, &put);
    return put;
}

struct orgs {
    struct database *database;
    size_t call, count;
    struct org items[LIST_MAX];
};

static void read_orgs(const struct pg_results *results, void *context) {
    struct orgs *orgs = context;
    orgs->count = pg_rows(results, orgs->call);
    assert_true(orgs->count <= LIST_MAX);
    for (size_t i = 0; i < orgs->count; i++)
        orgs->items[i] = org_read(results, orgs->call, i, &orgs->database->arena);
}

static struct orgs list_orgs(struct database *db, const char *under, const char *q, const char *cursor,
                             int64_t limit) {
    struct asked asked;
    struct orgs orgs = {.database = db};
    ask_begin(db, &asked);
    orgs.call = org_ask_list(&asked.ask, text_from(under), text_from(q), text_from(cursor), limit);
    assert_asked(&asked, read_orgs, &orgs);
    return orgs;
}

static struct orgs get_org(struct database *db, const char *code) {
    struct asked asked;
    struct orgs orgs = {.database = db};
    ask_begin(db, &asked);
    orgs.call = org_ask(&asked.ask, text_from(code));
    assert_asked(&asked, read_orgs, &orgs);
    return orgs;
}

/* codes: separated by blanks. */
static void assert_codes(const struct orgs *orgs, const char *codes) {
    char found[256] = "";
    for (size_t i = 0; i < orgs->count; i++) {
        size_t len = strlen(found);
        snprintf(found + len, sizeof found - len, "%s%.*s", i > 0 ? " " : "", TEXT_ARG(orgs->items[i].code));
    }
    assert_string_equal(found, codes);
}

static void put_tree(struct database *db) {
    assert_true(put_org(db, "city", "临江市教育局", "").was_created);
    assert_true(put_org(db, "east", "东县教育局", "city").was_created);
    assert_true(put_org(db, "west", "西县教育局", "city").was_created);
    assert_true(put_org(db, "east-1", "东县第一小学", "east").was_created);
    assert_true(put_org(db, "Zone", "新区", "").was_created);
}

static void test_org_when_put_then_it_is_there_and_put_again_it_is_changed(void **state) {
    struct database *db = *state;
    put_tree(db);
    struct orgs before = get_org(db, "east-1");
    assert_int_equal(before.count, 1);
    assert_true(text_equal(before.items[0].name, TEXT_OF("东县第一小学")));
    assert_true(text_equal(before.items[0].parent, TEXT_OF("east")));
    struct put put = put_org(db, "east-1", "东县实验小学", "");
    assert_int_equal(put.rows, 1);
    assert_false(put.was_created);
    struct orgs after = get_org(db, "east-1");
    assert_int_equal(after.items[0].id, before.items[0].id);
    assert_true(text_equal(after.items[0].name, TEXT_OF("东县实验小学")));
    assert_int_equal(after.items[0].parent.len, 0);
    assert_int_equal(get_org(db, "nobody").count, 0);
    assert_int_equal(get_org(db, "EAST").count, 0);
}

static void test_org_when_listed_then_by_code_in_pages(void **state) {
    struct database *db = *state;
    put_tree(db);
    struct orgs all = list_orgs(db, "", "", "", 10), first = list_orgs(db, "", "", "", 2);
    assert_codes(&all, "Zone city east east-1 west"); /* by bytes: capitals first */
    assert_codes(&first, "Zone city");
    struct orgs second = list_orgs(db, "", "", "city", 2), last = list_orgs(db, "", "", "east-1", 2);
    assert_codes(&second, "east east-1");
    assert_codes(&last, "west");
    struct orgs under = list_orgs(db, "east", "", "", 10), named = list_orgs(db, "", "教育局", "", 10);
    assert_codes(&under, "east east-1");
    assert_codes(&named, "city east west");
    struct orgs coded = list_orgs(db, "city", "EAST", "", 10), nothing = list_orgs(db, "nobody", "", "", 10);
    assert_codes(&coded, "east east-1");
    assert_codes(&nothing, "");
    struct orgs wild = list_orgs(db, "", "%", "", 10);
    assert_codes(&wild, ""); /* no pattern */
}

static void test_org_when_the_parent_is_unknown_or_below_then_nothing_changes(void **state) {
    struct database *db = *state;
    put_tree(db);
    assert_int_equal(put_org(db, "east", "东县教育局", "nobody").rows, 0);
    assert_int_equal(put_org(db, "new", "新", "nobody").rows, 0);
    assert_int_equal(put_org(db, "east", "东县教育局", "east").rows, 0);
    assert_int_equal(put_org(db, "city", "临江市教育局", "east-1").rows, 0);
    assert_value(
        db,
        "select string_agg(code || '<' || coalesce((select code from orgs p where p.id = o.parent_id), ''), "
        "' ' order by id) from orgs o",
        "city< east<city west<city east-1<east Zone<");
    assert_int_equal(put_org(db, "east-1", "东县第一小学", "west").rows,
                     1); /* a move that closes no circle */
}

/* a below b and b below a, each allowed alone: the second has to see what the first has done. */
static void test_org_when_two_changes_would_close_a_circle_then_one_is_refused(void **state) {
    struct database *db = *state;
    struct asked asked[2];
    struct put puts[2] = {{0}};
    const struct org orgs[2] = {org_of("a", "甲", "b"), org_of("b", "乙", "a")};
    assert_true(put_org(db, "a", "甲", "").was_created && put_org(db, "b", "乙", "").was_created);
    database_run(db, "begin; select from orgs for update"); /* holds the first at its change */
    for (size_t i = 0; i < 2; i++) {
        ask_begin(db, &asked[i]);
        puts[i].call = org_ask_put(&asked[i].ask, &orgs[i]);
        ask_send(&asked[i], i, read_put, &puts[i]);
    }
    database_until(db, "select count(*) = 2 from pg_locks where not granted");
    database_run(db, "commit");
    for (size_t i = 0; i < 2; i++) {
        ask_wait(&asked[i]);
        assert_int_equal(asked[i].err.code, ERR_NONE);
    }
    assert_int_equal(puts[0].rows + puts[1].rows, 1);
    assert_value(db, "select count(*) from orgs where parent_id is not null", "1");
}

/* ---- metrics ---- */

static struct metric metric_of(const char *code, const char *name, enum figure_kind kind) {
    return (struct metric){.code = text_from(code),
                           .name_zh = text_from(name),
                           .name_en = TEXT_OF(""),
                           .unit = TEXT_OF("次"),
                           .kind = kind,
                           .numerator = TEXT_OF(""),
                           .denominator = TEXT_OF("")};
}

static void read_metric_put(const struct pg_results *results, void *context) {
    struct put *put = context;
    put->rows = pg_rows(results, put->call);
    put->was_created = put->rows > 0 && metric_read_was_created(results, put->call);
}

static struct put put_metric(struct database *db, const struct metric *metric) {
    struct asked asked;
    struct put put = {0};
    ask_begin(db, &asked);
    put.call = metric_ask_put(&asked.ask, metric);
    assert_asked(&asked, read_metric_put, &put);
    return put;
}

struct metrics {
    struct database *database;
    size_t call, count;
    struct metric items[LIST_MAX];
};

static void read_metrics(const struct pg_results *results, void *context) {
    struct metrics *metrics = context;
    struct err err = {0};
    metrics->count = pg_rows(results, metrics->call);
    assert_true(metrics->count <= LIST_MAX);
    for (size_t i = 0; i < metrics->count; i++)
        if (!metric_read(results, metrics->call, i, &metrics->database->arena, &metrics->items[i], &err))
            fail_msg("%s", err.detail);
}

static struct metrics get_metric(struct database *db, const char *code) {
    struct asked asked;
    struct metrics metrics = {.database = db};
    ask_begin(db, &asked);
    metrics.call = metric_ask(&asked.ask, text_from(code));
    assert_asked(&asked, read_metrics, &metrics);
    return metrics;
}

static struct metrics list_metrics(struct database *db, const char *q, const char *cursor, int64_t limit) {
    struct asked asked;
    struct metrics metrics = {.database = db};
    ask_begin(db, &asked);
    metrics.call = metric_ask_list(&asked.ask, text_from(q), text_from(cursor), limit);
    assert_asked(&asked, read_metrics, &metrics);
    return metrics;
}

static void add_aliases(struct database *db, const struct alias *aliases, size_t count) {
    struct asked asked;
    ask_begin(db, &asked);
    alias_ask_add(&asked.ask, aliases, count);
    assert_asked(&asked, NULL, NULL);
}

static void test_alias_when_added_free_then_not_what_a_metric_of_its_kind_and_unit_has(void **state) {
    struct database *db = *state;
    static const struct alias all[] = {{TEXT("free-a"), TEXT("教职工"), TEXT("教职工")},
                                       {TEXT("free-b"), TEXT("教职工"), TEXT("教职工")},
                                       {TEXT("free-b"), TEXT("教职员工"), TEXT("教职员工")},
                                       {TEXT("free-c"), TEXT("教职工"), TEXT("教职工")}};
    struct metric metrics[] = {metric_of("free-a", "甲", FIGURE_COUNT),
                               metric_of("free-b", "乙", FIGURE_COUNT),
                               metric_of("free-c", "丙", FIGURE_COUNT)};
    metrics[0].unit = metrics[1].unit = TEXT_OF("人");
    metrics[2].unit = TEXT_OF("人次");
    for (size_t i = 0; i < 3; i++)
        assert_true(put_metric(db, &metrics[i]).was_created);
    add_aliases(db, all, 1);
    struct asked asked;
    ask_begin(db, &asked);
    alias_ask_add_free(&asked.ask, all, 4);
    assert_asked(&asked, NULL, NULL);
    assert_int_equal(get_metric(db, "free-a").items[0].alias_count, 1);
    struct metrics other = get_metric(db, "free-b");
    assert_int_equal(other.items[0].alias_count, 1);
    assert_true(text_equal(other.items[0].aliases[0], TEXT_OF("教职员工")));
    assert_int_equal(get_metric(db, "free-c").items[0].alias_count, 1);
}

static void test_metric_when_put_then_every_field_comes_back(void **state) {
    struct database *db = *state;
    struct metric metric = metric_of("satisfaction", "满意率", FIGURE_RATE);
    metric.name_en = TEXT_OF("satisfaction");
    metric.unit = TEXT_OF("%");
    metric.direction = DIRECTION_HIGHER;
    metric.over_time = ADDITIVITY_END_OF_PERIOD;
    metric.over_orgs = ADDITIVITY_SUM;
    metric.numerator = TEXT_OF("satisfied");
    metric.denominator = TEXT_OF("asked");
    assert_true(put_metric(db, &metric).was_created);
    const struct alias aliases[] = {
        {TEXT("satisfaction"), TEXT("满意率"), TEXT("满意率")},
        {TEXT("satisfaction"), TEXT("群众满意度"), TEXT("群众 满意度")},
        {TEXT("satisfaction"), TEXT("群众满意度"), TEXT("群众满意度")}, /* the same norm */
        {TEXT("nothing"), TEXT("无"), TEXT("无")},                      /* no such metric */
        {TEXT("satisfaction"), TEXT(""), TEXT("、")}};                  /* nothing left of it */
    add_aliases(db, aliases, 5);
    add_aliases(db, aliases, 5);
    struct metrics found = get_metric(db, "satisfaction");
    assert_int_equal(found.count, 1);
    const struct metric *m = &found.items[0];
    assert_true(m->id > 0);
    assert_true(text_equal(m->name_zh, metric.name_zh) && text_equal(m->name_en, metric.name_en));
    assert_true(text_equal(m->unit, metric.unit));
    assert_int_equal(m->kind, FIGURE_RATE);
    assert_int_equal(m->direction, DIRECTION_HIGHER);
    assert_int_equal(m->over_time, ADDITIVITY_END_OF_PERIOD);
    assert_int_equal(m->over_orgs, ADDITIVITY_SUM);
    assert_true(text_equal(m->numerator, metric.numerator) && text_equal(m->denominator, metric.denominator));
    assert_false(m->is_provisional);
    assert_int_equal(m->alias_count, 2);
    assert_value(db, "select count(*) from metric_aliases", "2");
    assert_int_equal(get_metric(db, "nothing").count, 0);
}

/* The words of model/ and the CHECKs of the tables are the same words. */
static void test_metric_when_each_word_is_stored_then_the_table_takes_it(void **state) {
    struct database *db = *state;
    for (int i = FIGURE_COUNT; i <= FIGURE_CHANGE; i++) {
        struct metric metric = metric_of("m", "某", (enum figure_kind)i);
        metric.direction = (enum direction)(i % (DIRECTION_LOWER + 1));
        metric.over_time = (enum additivity)(i % (ADDITIVITY_END_OF_PERIOD + 1));
        metric.over_orgs = (enum additivity)((i + 1) % (ADDITIVITY_END_OF_PERIOD + 1));
        assert_int_equal(put_metric(db, &metric).rows, 1);
        struct metrics found = get_metric(db, "m");
        assert_int_equal(found.items[0].kind, metric.kind);
        assert_int_equal(found.items[0].direction, metric.direction);
        assert_int_equal(found.items[0].over_time, metric.over_time);
        assert_int_equal(found.items[0].over_orgs, metric.over_orgs);
    }
}

static void test_metric_when_its_series_exist_then_its_kind_stays(void **state) {
    struct database *db = *state;
    struct metric metric = metric_of("visits", "走访次数", FIGURE_COUNT);
    assert_true(put_metric(db, &metric).was_created);
    metric.kind = FIGURE_QUANTITY;
    assert_int_equal(put_metric(db, &metric).rows, 1); /* nobody uses it yet */
    database_run(db, "insert into orgs (code, name) values ('east', '东县');"
                     "insert into series (org_id, metric_id) select o.id, m.id from orgs o, metrics m");
    metric.kind = FIGURE_COUNT;
    assert_int_equal(put_metric(db, &metric).rows, 0);
    metric.kind = FIGURE_QUANTITY;
    metric.name_zh = TEXT_OF("走访");
    struct put put = put_metric(db, &metric);
    assert_int_equal(put.rows, 1);
    assert_false(put.was_created);
    assert_true(text_equal(get_metric(db, "visits").items[0].name_zh, TEXT_OF("走访")));
}

static void test_metric_add_when_one_is_there_then_it_stays_as_people_left_it(void **state) {
    struct database *db = *state;
    const struct metric mine = metric_of("visits", "走访次数", FIGURE_COUNT);
    assert_true(put_metric(db, &mine).was_created);
    const struct metric given[] = {metric_of("visits", "别的名", FIGURE_RATE),
                                   metric_of("calls", "来电", FIGURE_COUNT),
                                   metric_of("calls", "来电二", FIGURE_COUNT)};
    struct asked asked;
    ask_begin(db, &asked);
    metric_ask_add(&asked.ask, given, 3, true);
    assert_asked(&asked, NULL, NULL);
    struct metrics visits = get_metric(db, "visits"), calls = get_metric(db, "calls");
    assert_true(text_equal(visits.items[0].name_zh, TEXT_OF("走访次数")));
    assert_int_equal(visits.items[0].kind, FIGURE_COUNT);
    assert_false(visits.items[0].is_provisional);
    assert_true(calls.items[0].is_provisional);
    assert_value(db, "select count(*) from metrics", "2");
    struct metric confirmed = calls.items[0];
    assert_int_equal(put_metric(db, &confirmed).rows, 1);
    assert_false(get_metric(db, "calls").items[0].is_provisional); /* a person has put it */
}

static void test_metric_when_listed_then_by_code_name_and_alias(void **state) {
    struct database *db = *state;
    const struct metric metrics[] = {metric_of("b", "走访次数", FIGURE_COUNT),
                                     metric_of("a", "来电", FIGURE_COUNT),
                                     metric_of("C", "会议", FIGURE_COUNT)};
    const struct alias aliases[] = {{TEXT("a"), TEXT("热线"), TEXT("Hotline 热线")}};
    for (size_t i = 0; i < 3; i++)
        assert_true(put_metric(db, &metrics[i]).was_created);
    add_aliases(db, aliases, 1);
    struct metrics all = list_metrics(db, "", "", 10);
    assert_int_equal(all.count, 3);
    assert_true(text_equal(all.items[0].code, TEXT_OF("C")) && text_equal(all.items[2].code, TEXT_OF("b")));
    assert_int_equal(list_metrics(db, "", "C", 1).count, 1);
    assert_true(text_equal(list_metrics(db, "", "C", 1).items[0].code, TEXT_OF("a")));
    struct metrics by_alias = list_metrics(db, "hotline", "", 10);
    assert_int_equal(by_alias.count, 1);
    assert_true(text_equal(by_alias.items[0].aliases[0], TEXT_OF("Hotline 热线")));
    assert_int_equal(list_metrics(db, "走访", "", 10).count, 1);
    assert_int_equal(list_metrics(db, "没有", "", 10).count, 0);
}

/* ---- aliases ---- */

struct matches {
    struct database *database;
    size_t call, count;
    struct alias_match items[LIST_MAX];
};

static void read_matches(const struct pg_results *results, void *context) {
    struct matches *matches = context;
    struct err err = {0};
    matches->count = pg_rows(results, matches->call);
    assert_true(matches->count <= LIST_MAX);
    for (size_t i = 0; i < matches->count; i++)
        if (!alias_read(results, matches->call, i, &matches->database->arena, &matches->items[i], &err))
            fail_msg("%s", err.detail);
}

static void test_alias_when_found_then_the_organisations_own_comes_first_and_others_do_not(void **state) {
    struct database *db = *state;
    const struct metric visits = metric_of("visits", "走访", FIGURE_COUNT),
                        calls = metric_of("calls", "来电", FIGURE_COUNT);
    assert_true(put_metric(db, &visits).was_created && put_metric(db, &calls).was_created);
    const struct alias aliases[] = {{TEXT("visits"), TEXT("走访"), TEXT("走访")},
                                    {TEXT("calls"), TEXT("来电"), TEXT("来电")}};
    add_aliases(db, aliases, 2);
    database_run(
        db,
        "insert into orgs (code, name) values ('east', '东县'), ('west', '西县');"
        "insert into metric_aliases (alias_norm, metric_id, org_id, alias) select '走访', m.id, o.id, '走访' "
        "from metrics m, orgs o where m.code = 'calls' and o.code = 'east'");
    const struct text norms[] = {TEXT("走访"), TEXT("没有"), TEXT("走访\"\\{,")};
    static const struct {
        const char *org, *first;
        size_t count;
    } rows[] = {{"east", "calls", 2}, {"west", "visits", 1}, {"nobody", "visits", 1}};
    for (size_t i = 0; i < 3; i++) {
        struct asked asked;
        struct matches matches = {.database = db};
        ask_begin(db, &asked);
        matches.call = alias_ask_find(&asked.ask, text_from(rows[i].org), norms, 3);
        assert_asked(&asked, read_matches, &matches);
        assert_int_equal(matches.count, rows[i].count);
        assert_true(text_equal(matches.items[0].metric, text_from(rows[i].first)));
        assert_int_equal(matches.items[0].is_org_own, i == 0);
        assert_true(text_equal(matches.items[0].norm, TEXT_OF("走访")));
        assert_true(text_equal(matches.items[0].unit, TEXT_OF("次")));
        assert_int_equal(matches.items[0].kind, FIGURE_COUNT);
        assert_true(matches.items[0].metric_id > 0);
    }
}

/* ---- series ---- */

struct list {
    struct database *database;
    size_t call, count;
    struct series items[LIST_MAX];
    struct text scopes[LIST_MAX];
};

static void read_series(const struct pg_results *results, void *context) {
    const struct series_filter any_time = {.limit = LIST_MAX};
    struct list *list = context;
    struct err err = {0};
    list->count = pg_rows(results, list->call);
    for (size_t i = 0; i < list->count; i++)
        if (!series_read(results, list->call, i, &any_time, &list->database->arena, &list->items[i], &err))
            fail_msg("%s", err.detail);
}

static void read_scopes(const struct pg_results *results, void *context) {
    struct list *list = context;
    list->count = pg_rows(results, list->call);
    for (size_t i = 0; i < list->count; i++)
        list->items[i].id =
            series_read_scope(results, list->call, i, &list->database->arena, &list->scopes[i]);
}

static struct list list_series(struct database *db, const char *org, const char *metric, int64_t cursor,
                               int64_t limit) {
    struct asked asked;
    struct list list = {.database = db};
    ask_begin(db, &asked);
    list.call = series_ask_list(&asked.ask, &(struct series_filter){.org = text_from(org),
                                                                    .metric = text_from(metric),
                                                                    .cursor = cursor,
                                                                    .limit = limit});
    assert_asked(&asked, read_series, &list);
    return list;
}

static void test_series_when_listed_then_with_their_first_and_last_period(void **state) {
    struct database *db = *state;
    database_run(
        db, "insert into orgs (id, code, name) values (1, 'east', '东县'), (2, 'west', '西县');"
            "insert into metrics (id, code, name_zh, kind, unit) values (5, 'visits', '走访', 'count', '次');"
            /* Three years, published 2022-01-01, with the value 1 each: see packed.h. */
            "insert into series (org_id, id, metric_id, scope, vintages) values (1, 11, 5, '', "
            "'\\x0000017e12ef9c00" /* recorded */
            "01"
            "00000017"
            "00e2a802" /* compact, 23 bytes, posted, published 18993 days after 1970 */
            "060001c61f0002"
            "05000102"
            "0002"
            "05000102"
            "0002'), " /* 2019, and twice a year later */
            "(1, 12, 5, '村级', ''), (2, 13, 5, '', '');");
    struct list all = list_series(db, "", "", 0, 10);
    assert_int_equal(all.count, 3);
    const struct series *s = &all.items[0];
    assert_int_equal(s->id, 11);
    assert_true(text_equal(s->org, TEXT_OF("east")) && text_equal(s->metric, TEXT_OF("visits")));
    assert_true(text_equal(s->metric_name, TEXT_OF("走访")) && text_equal(s->unit, TEXT_OF("次")));
    assert_int_equal(s->observation_count, 3);
    assert_true(period_equal(s->first, period_year(2019)) && period_equal(s->last, period_year(2021)));
    assert_int_equal(all.items[1].observation_count, 0);
    assert_int_equal(all.items[1].first.shape, PERIOD_NONE);
    assert_true(text_equal(all.items[1].scope, TEXT_OF("村级")));
    assert_int_equal(list_series(db, "west", "", 0, 10).count, 1);
    assert_int_equal(list_series(db, "", "calls", 0, 10).count, 0);
    struct list page = list_series(db, "", "visits", 11, 1);
    assert_int_equal(page.count, 1);
    assert_int_equal(page.items[0].id, 12);
    struct asked asked;
    struct list scopes = {.database = db};
    ask_begin(db, &asked);
    scopes.call = series_ask_scopes(&asked.ask, TEXT_OF("east"), TEXT_OF("visits"));
    assert_asked(&asked, read_scopes, &scopes);
    assert_int_equal(scopes.count, 2);
    assert_int_equal(scopes.scopes[0].len, 0);
    assert_true(text_equal(scopes.scopes[1], TEXT_OF("村级")));
    assert_int_equal(scopes.items[1].id, 12);
}

/* ---- tokens ---- */

struct token {
    size_t call, rows;
    char role[16], org[16];
};

static void read_token(const struct pg_results *results, void *context) {
    struct token *token = context;
    token->rows = pg_rows(results, token->call);
    if (token->rows == 0)
        return;
    snprintf(token->role, sizeof token->role, "%.*s", TEXT_ARG(pg_text(results, token->call, 0, 0)));
    snprintf(token->org, sizeof token->org, "%.*s", TEXT_ARG(pg_text(results, token->call, 0, 1)));
}

static void test_token_when_revoked_or_expired_then_it_is_nobodys(void **state) {
    struct database *db = *state;
    database_run(db,
                 "insert into orgs (id, code, name) values (1, 'east', '东县');"
                 "insert into tokens (sha256, prefix, role, org_id, expires, revoked) values "
                 "(decode(repeat('00', 32), 'hex'), 'a', 'admin', null, null, null),"
                 "(decode(repeat('27', 32), 'hex'), 'b', 'reporter', 1, now() + interval '1 day', null),"
                 "(decode(repeat('5c', 32), 'hex'), 'c', 'viewer', null, now() - interval '1 second', null),"
                 "(decode(repeat('ff', 32), 'hex'), 'd', 'reviewer', null, null, now())");
    static const struct {
        unsigned char byte;
        const char *role, *org;
    } rows[] = {{0x00, "admin", ""},
                {0x27, "reporter", "east"},
                {0x5c, NULL, NULL},
                {0xff, NULL, NULL},
                {0x11, NULL, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char sha256[32];
        struct asked asked;
        struct token token = {0};
        memset(sha256, rows[i].byte, sizeof sha256);
        ask_begin(db, &asked);
        token.call = token_ask(&asked.ask, sha256);
        assert_asked(&asked, read_token, &token);
        assert_int_equal(token.rows, rows[i].role != NULL);
        assert_string_equal(token.role, rows[i].role != NULL ? rows[i].role : "");
        assert_string_equal(token.org, rows[i].role != NULL ? rows[i].org : "");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, database_set_up_migrated, database_tear_down)

static int run(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_org_when_put_then_it_is_there_and_put_again_it_is_changed),
        TEST(test_org_when_listed_then_by_code_in_pages),
        TEST(test_org_when_the_parent_is_unknown_or_below_then_nothing_changes),
        TEST(test_org_when_two_changes_would_close_a_circle_then_one_is_refused),
        TEST(test_metric_when_put_then_every_field_comes_back),
        TEST(test_alias_when_added_free_then_not_what_a_metric_of_its_kind_and_unit_has),
        TEST(test_metric_when_each_word_is_stored_then_the_table_takes_it),
        TEST(test_metric_when_its_series_exist_then_its_kind_stays),
        TEST(test_metric_add_when_one_is_there_then_it_stays_as_people_left_it),
        TEST(test_metric_when_listed_then_by_code_name_and_alias),
        TEST(test_alias_when_found_then_the_organisations_own_comes_first_and_others_do_not),
        TEST(test_series_when_listed_then_with_their_first_and_last_period),
        TEST(test_token_when_revoked_or_expired_then_it_is_nobodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void) {
    return with_postgres(run);
}
