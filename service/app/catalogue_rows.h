/* catalogue_rows: organisations or metrics as the rows of a CSV file that somebody posted. Pure.
 *
 * The encoding is found as for observations (documents/recode.h). The header names the columns, in any order; those that are not needed
 * may be left out. Cells are kept as they stand; what they mean is catalogue_check's to say. */
#ifndef TONGBI_APP_CATALOGUE_ROWS_H
#define TONGBI_APP_CATALOGUE_ROWS_H

#include "app/row_faults.h"
#include "documents/text.h"

enum { ORG_CODE, ORG_NAME, ORG_PARENT, ORG_ALIASES, ORG_COLUMNS };
enum {
    METRIC_CODE,
    METRIC_NAME_ZH,
    METRIC_NAME_EN,
    METRIC_KIND,
    METRIC_UNIT,
    METRIC_DIRECTION,
    METRIC_OVER_TIME,
    METRIC_OVER_ORGS,
    METRIC_NUMERATOR,
    METRIC_DENOMINATOR,
    METRIC_ALIASES,
    METRIC_PROVISIONAL,
    METRIC_COLUMNS
};
enum { CATALOGUE_COLUMNS_MAX = METRIC_COLUMNS, CATALOGUE_ROWS_MAX = 100000 };

struct catalogue_form {
    const char *columns[CATALOGUE_COLUMNS_MAX];
    bool is_needed[CATALOGUE_COLUMNS_MAX];
    size_t count;
};
extern const struct catalogue_form org_form, metric_form;

struct catalogue_row {
    size_t number;            /* as a spreadsheet shows it */
    const struct text *cells; /* one a column of the form; empty where the file has no such column */
};
struct catalogue_rows {
    const struct catalogue_form *form;
    bool has[CATALOGUE_COLUMNS_MAX]; /* which columns the file has */
    struct catalogue_row *items;
    size_t count;
};

/* What is wrong with single rows goes into faults, and these rows are left out; false: none of it can be read. */
bool catalogue_rows_read(struct arena *arena, const struct catalogue_form *form, struct text body,
                         enum charset charset, struct row_faults *faults, struct catalogue_rows *out,
                         struct err *err) MUST_CHECK;

#endif
