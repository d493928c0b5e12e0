/* question_internal: what the two kinds of questions share. Of question*.c only. */
#ifndef TONGBI_APP_QUESTION_INTERNAL_H
#define TONGBI_APP_QUESTION_INTERNAL_H

#include "app/question.h"
#include "render/render.h"
#include "storage/trend_store.h"

/* What the names in question->metrics mean, asked of the database where a code is not found. */
void question_ask_aliases(const struct question *question, struct pg_ask *ask, struct text org);
/* Of the aliases that came: the one metric that the name means, in its place. */
bool question_resolve(struct question *question, const struct pg_results *results, size_t call,
                      struct text *metric);
struct render_options question_options(const struct question *question);
/* false, with the problem. */
bool question_no_org(struct question *question, const char *parameter, struct text code);
bool question_has_org(struct question *question, const struct pg_results *results, size_t call,
                      const char *parameter, struct text code);

bool trend_read(struct question *question);
/* Takes copies of what is known, where that saves asking for it. */
void trend_look_up(struct question *question);
/* true: what it is asked for goes with others' into one call; the rest of its calls is trend_ask's. */
bool trend_wish(const struct question *question, struct trend_wish *out);
void trend_ask(struct question *question, struct pg_ask *ask);
enum question_state trend_take(struct question *question, const struct pg_results *results);
bool trend_write(struct question *question, const struct pg_results *results, enum http_form form,
                 struct buf *out);

bool trend_is_of_one(const struct question *question);

bool compare_read(struct question *question);
void compare_look_up(struct question *question);
void compare_ask(struct question *question, struct pg_ask *ask);
enum question_state compare_take(struct question *question, const struct pg_results *results);
bool compare_write(struct question *question, const struct pg_results *results, enum http_form form,
                   struct buf *out);

#endif
