/* The built-in catalogue, migrations/catalogue.csv: what reads it relies on every rule here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/dict.h"
#include "base/utf8.h"
#include "documents/csv.h"
#include "extract/unit.h"
#include "model/figure.h"
#include "series/link.h"

enum { COLUMNS = 11, FILE_MAX = 1 << 20, METRICS_LEAST = 190, ALIASES_LEAST = 4 };
enum { CODE, NAME_ZH, NAME_EN, KIND, UNIT, DIRECTION, OVER_TIME, OVER_ORGS, NUMERATOR, DENOMINATOR, ALIASES };

static struct {
    struct arena arena;
    struct dict codes;   /* code -> its own copy */
    struct dict sums;    /* the same, of what adds up over bodies */
    struct dict aliases; /* normalised alias -> code's copy */
    size_t rows;
    struct text parts[2 * 512]; /* numerators and denominators, looked up at the end */
    size_t part_count;
} catalogue;

static struct text *keep(struct text t) {
    struct text *copy = ARENA_NEW(&catalogue.arena, struct text);
    assert_non_null(copy);
    *copy = arena_text(&catalogue.arena, t);
    return copy;
}

static void check_code(struct text code) {
    assert_true(code.len > 0 && code.len <= 64);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool is_inner = c == '_' || (c >= '0' && c <= '9');
        if (!((c >= 'a' && c <= 'z') || (is_inner && i > 0)))
            fail_msg("the code %.*s is not snake_case", TEXT_ARG(code));
    }
    if (dict_get(&catalogue.codes, code) != NULL)
        fail_msg("the code %.*s stands twice", TEXT_ARG(code));
}

static void check_alias(struct text alias, struct text *code) {
    struct text norm = link_normalise(&catalogue.arena, alias);
    if (norm.len == 0)
        fail_msg("an alias of %.*s is empty", TEXT_ARG(*code));
    struct text *other = dict_get(&catalogue.aliases, norm);
    if (other != NULL && other != code)
        fail_msg("the alias %.*s means %.*s and %.*s", TEXT_ARG(alias), TEXT_ARG(*other), TEXT_ARG(*code));
    assert_true(dict_put(&catalogue.aliases, norm, code));
}

static void check_aliases(const struct text *f, struct text *code) {
    struct text rest = f[ALIASES], alias;
    bool has_name = false;
    size_t count = 0;
    struct dict own;
    dict_init(&own, &catalogue.arena);
    while (text_split(&rest, '|', &alias)) {
        struct text *copy = keep(alias);
        if (dict_get(&own, *copy) != NULL)
            fail_msg("the alias %.*s stands twice", TEXT_ARG(alias));
        assert_true(dict_put(&own, *copy, code));
        check_alias(*copy, code);
        has_name = has_name || text_equal(alias, f[NAME_ZH]);
        count++;
    }
    if (count < ALIASES_LEAST)
        fail_msg("%.*s has %zu aliases only", TEXT_ARG(*code), count);
    if (!has_name)
        fail_msg("the name of %.*s is not among its aliases", TEXT_ARG(*code));
}

/* The table spells its words in code points, the catalogue in UTF-8. */
static bool is_word(const char32_t *word, struct text t) {
    size_t at = 0;
    for (; *word != 0 && at < t.len; word++) {
        size_t step;
        if (utf8_at(t, at, &step) != *word)
            return false;
        at += step;
    }
    return *word == 0 && at == t.len;
}

/* What a unit of the extractor's table can measure. 位 is a rank's and a person's. */
static bool measures(enum unit_kind unit, enum figure_kind kind) {
    static const enum unit_kind of[] = {
        [FIGURE_COUNT] = UNIT_COUNT,  [FIGURE_RATE] = UNIT_RATE,         [FIGURE_MONEY] = UNIT_MONEY,
        [FIGURE_RANK] = UNIT_PLACE,   [FIGURE_QUANTITY] = UNIT_QUANTITY, [FIGURE_SCORE] = UNIT_SCORE,
        [FIGURE_CHANGE] = UNIT_NEVER, [FIGURE_DURATION] = UNIT_DURATION};
    return unit == of[kind];
}

static void check_unit(const struct text *f, enum figure_kind kind) {
    const struct unit *unit = unit_table;
    while (unit->word != NULL && !is_word(unit->word, f[UNIT]))
        unit++;
    if (unit->word == NULL || !measures(unit->kind, kind))
        fail_msg("%.*s: %.*s is no unit of that kind", TEXT_ARG(f[CODE]), TEXT_ARG(f[UNIT]));
}

/* What stands there at the end (年末在校生) adds up over bodies; what adds up over neither is a share or an average. */
static void check_sums(const struct text *f, enum figure_kind kind, enum additivity over_time,
                       enum additivity over_orgs) {
    bool is_ratio = kind == FIGURE_RATE || kind == FIGURE_RANK || kind == FIGURE_SCORE;
    if (is_ratio && (over_time != ADDITIVITY_NONE || over_orgs != ADDITIVITY_NONE))
        fail_msg("%.*s is never added up", TEXT_ARG(f[CODE]));
    assert_int_not_equal(over_orgs, ADDITIVITY_END_OF_PERIOD);
    if (over_time == ADDITIVITY_NONE)
        assert_int_equal(over_orgs, ADDITIVITY_NONE);
}

static void check_words(const struct text *f) {
    enum figure_kind kind = FIGURE_COUNT;
    enum direction direction = DIRECTION_NEITHER;
    enum additivity over_time = ADDITIVITY_NONE, over_orgs = ADDITIVITY_NONE;
    if (!figure_kind_parse(f[KIND], &kind) || !direction_parse(f[DIRECTION], &direction) ||
        !additivity_parse(f[OVER_TIME], &over_time) || !additivity_parse(f[OVER_ORGS], &over_orgs))
        fail_msg("%.*s has a word that nobody knows", TEXT_ARG(f[CODE]));
    assert_int_not_equal(kind, FIGURE_CHANGE);
    check_unit(f, kind);
    check_sums(f, kind, over_time, over_orgs);
    assert_int_equal(f[NUMERATOR].len > 0, f[DENOMINATOR].len > 0);
    assert_true(f[NUMERATOR].len == 0 || kind == FIGURE_RATE);
}

static bool check_row(void *ctx, const struct csv_row *row, const struct err *fault) {
    (void)ctx;
    if (fault != NULL)
        fail_msg("row %zu: %s", row->number, fault->detail);
    assert_int_equal(row->count, COLUMNS);
    const struct text *f = row->fields;
    if (row->number == 1) {
        assert_true(text_equal(f[CODE], TEXT_OF("code")));
        assert_true(text_equal(f[ALIASES], TEXT_OF("aliases")));
        return true;
    }
    check_code(f[CODE]);
    struct text *code = keep(f[CODE]);
    assert_true(dict_put(&catalogue.codes, *code, code));
    if (text_equal(f[OVER_ORGS], TEXT_OF("sum")))
        assert_true(dict_put(&catalogue.sums, *code, code));
    assert_true(f[NAME_ZH].len > 0 && f[NAME_EN].len > 0 && f[UNIT].len > 0);
    check_words(f);
    check_aliases(f, code);
    assert_true(catalogue.part_count + 2 <= sizeof catalogue.parts / sizeof catalogue.parts[0]);
    if (f[NUMERATOR].len > 0) {
        catalogue.parts[catalogue.part_count++] = *keep(f[NUMERATOR]);
        catalogue.parts[catalogue.part_count++] = *keep(f[DENOMINATOR]);
    }
    catalogue.rows++;
    return true;
}

static void test_catalogue_keeps_its_rules(void **state) {
    (void)state;
    arena_init(&catalogue.arena, 16 << 20);
    dict_init(&catalogue.codes, &catalogue.arena);
    dict_init(&catalogue.sums, &catalogue.arena);
    dict_init(&catalogue.aliases, &catalogue.arena);
    FILE *file = fopen("migrations/catalogue.csv", "rb"); /* tests run in the project's root */
    assert_non_null(file);
    char *bytes = malloc(FILE_MAX);
    assert_non_null(bytes);
    size_t len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    struct err err;
    if (!csv_read((struct text){bytes, len}, &csv_limits_default, check_row, NULL, &err))
        fail_msg("%s", err.detail);
    free(bytes);
    assert_true(catalogue.rows >= METRICS_LEAST);
    for (size_t i = 0; i < catalogue.part_count; i++) {
        if (dict_get(&catalogue.sums, catalogue.parts[i]) == NULL)
            fail_msg("%.*s is a part of a rate, but no metric that adds up", TEXT_ARG(catalogue.parts[i]));
    }
}

/* Labels as reports have them, and the metric that each must find. */
static const struct {
    struct text label, code;
} labels[] = {
    {TEXT("中心组集中学习次数"), TEXT("study_sessions")},
    {TEXT("上半年集中学习"), TEXT("study_sessions")},
    {TEXT("中心组成员参学率"), TEXT("study_attendance")},
    {TEXT("学生对教师的师德满意度"), TEXT("satisfaction_teacher_ethics")},
    {TEXT("学生、社会对学校的满意度"), TEXT("satisfaction_school")},
    {TEXT("学校对政府管理与服务的满意度"), TEXT("satisfaction_government")},
    {TEXT("家长对学校满意度"), TEXT("satisfaction_parents")},
    {TEXT("回复网络咨询条数"), TEXT("consultations_answered")},
    {TEXT("回复率"), TEXT("consultation_reply_rate")},
    {TEXT("处置突发舆情"), TEXT("opinion_incidents")},
    {TEXT("“最美少年”"), TEXT("honour_best_youth")},
    {TEXT("“最美少年标兵”人数"), TEXT("honour_best_youth_model")},
    {TEXT("省级文明校园"), TEXT("civilised_campuses_province")},
    {TEXT("走访慰问农户户数"), TEXT("visits_farm_households")},
    {TEXT("教职工总数"), TEXT("staff")},
    {TEXT("专任教师"), TEXT("teachers")},
    {TEXT("学前三年毛入园率"), TEXT("enrolment_rate_preschool")},
    {TEXT("普惠性幼儿园覆盖率"), TEXT("inclusive_kindergarten_rate")},
    {TEXT("公办园在园幼儿占比"), TEXT("kindergarten_public_rate")},
    {TEXT("九年义务教育巩固率"), TEXT("retention_rate")},
    {TEXT("体质健康优良率"), TEXT("fitness_excellent_rate")},
    {TEXT("体质健康合格率"), TEXT("fitness_pass_rate")},
    {TEXT("12345热线工单办结率"), TEXT("hotline_settled_rate")},
    {TEXT("按期办结率"), TEXT("hotline_on_time_rate")},
    {TEXT("信访满意率"), TEXT("complaints_satisfaction")},
    {TEXT("专题党课"), TEXT("party_lectures")},
    {TEXT("开展“三会一课”"), TEXT("party_routine_meetings")},
    {TEXT("集团化办学覆盖率"), TEXT("education_group_rate")},
    {TEXT("参加课后服务学生人数"), TEXT("after_class_students")},
    {TEXT("压减学科类培训机构"), TEXT("tutoring_closed")},
    {TEXT("学科类培训机构"), TEXT("tutoring_institutions")},
    {TEXT("初中毛入学率"), TEXT("enrolment_rate_junior_gross")},
    {TEXT("送教上门学生"), TEXT("home_teaching_students")},
};

static void test_catalogue_finds_the_labels_of_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct text *code = dict_get(&catalogue.aliases, link_normalise(&catalogue.arena, labels[i].label));
        if (code == NULL || !text_equal(*code, labels[i].code))
            fail_msg("%.*s does not find %.*s", TEXT_ARG(labels[i].label), TEXT_ARG(labels[i].code));
    }
    arena_fini(&catalogue.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue_keeps_its_rules),
        cmocka_unit_test(test_catalogue_finds_the_labels_of_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
