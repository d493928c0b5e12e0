/* answer: parts of the API's answers as people read them. Nothing is computed here: signs, units and words are added to
 * the digits that the server sent. */
#ifndef TONGBI_CLI_ANSWER_H
#define TONGBI_CLI_ANSWER_H

#include <jansson.h>

#include "cli.h"
#include "screen.h"
#include "table.h"

/* A member as text: a string's content, a number's digits, yes or no for a boolean; "" for null and for nothing. */
const char *answer_text(const json_t *object, const char *key);
/* The same for a member of a member: object.key.inner. */
const char *answer_inner(const json_t *object, const char *key, const char *inner);
/* The items of a list: the member that is an array. NULL when there is none. */
const json_t *answer_items(const json_t *answer, const char *name);

/* An item of a list as text, like answer_text. */
const char *answer_item(const json_t *list, size_t i);

/* "甲、乙": all items of a list. The caller frees. */
char *answer_join(const struct cli *cli, const json_t *texts);

/* The quantity `name` ("value", "base", "change", "change_pp", "change_rel"), with its interval:
 * "6", "约300" or "~300", "≥20", ">20", "≤5", "8~10"; "" for a null. The caller frees. */
char *answer_quantity(const struct cli *cli, const json_t *object, const char *name);
/* The same with a plus sign before what rose, and " unit" behind, unless unit is "". */
char *answer_change(const struct cli *cli, const json_t *object, const char *name, const char *unit);
/* "change_pp" when object has it, else "change". */
const char *answer_change_name(const json_t *object);
/* Is it good news? By the sign of the change and the metric's direction ("higher_better" …). */
enum style answer_change_style(const json_t *object, const char *direction);
/* The word for object's reason, "" when nothing is missing. */
const char *answer_reason(const struct cli *cli, const json_t *object);
/* metric_name or metric_name_en, by the reader's language and what is there; zh, en: the keys. */
const char *answer_name(const struct cli *cli, const json_t *object, const char *zh, const char *en);
/* On cli->err: how to get the next page, when there is one. */
void answer_put_next(const struct cli *cli, const json_t *answer);

/* A member that counts something; 0 when it is not there. */
size_t answer_count(const json_t *object, const char *key);
/* A cell with the quantity, or in its place *reason, which is then taken: "". Frees text. */
void answer_add_quantity(struct table *table, enum style style, char *text, const char **reason);
/* The heading of an answer and an empty line. Frees title. */
void answer_put_title(const struct cli *cli, char *title);
/* "7/9" of object's member `name`: who reported of those that should have; "" without. The caller frees. */
char *answer_coverage(const json_t *object, const char *name);

/* "title: value" lines for what is about one thing. */
struct answer_line {
    enum word title;
    const char *value; /* left out when "" */
};
void answer_put_lines(const struct cli *cli, const struct answer_line *lines, size_t count);

/* A report's account in one line and its notes; and a table of figures. */
void answer_put_report(const struct cli *cli, const json_t *report);
/* Below the figures: what does not fit together, and the changes that the report claims; nothing when there are none. */
void answer_put_checks(const struct cli *cli, const json_t *report);
/* A table of claims; with their sentences below each when is_verbose. */
void answer_put_claims(const struct cli *cli, const json_t *claims, bool is_verbose);
void answer_put_figures(const struct cli *cli, const json_t *figures);

#endif
