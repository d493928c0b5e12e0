/* print: the answers of trend and compare laid out for people, wherever they stand: alone, or as parts of a query.
 * Nothing is computed here. */
#ifndef TONGBI_CLI_PRINT_H
#define TONGBI_CLI_PRINT_H

#include <jansson.h>

#include "cli.h"

/* Title, table, notes, plot and summary. CODE_NO after a message when there are no points. */
enum exit_code print_trend(const struct cli *cli, const json_t *answer, bool has_plot);
/* Organisations side by side with total and spread, or metrics side by side. CODE_NO after a message when there are no
 * rows. */
enum exit_code print_compare(const struct cli *cli, const json_t *answer);

/* Parts of print_trend. The unit of the points' values, by the units that were asked for. */
const char *print_trend_unit(const struct cli *cli, const json_t *answer);
/* What is to be noticed at a point: "(*)" computed, "(r3)" said three times. The caller frees. */
char *print_trend_mark(const json_t *point);
/* Below the table: of what computed points were made, what the marks mean, who did not report. */
void print_trend_notes(const struct cli *cli, const json_t *answer);
/* Three lines: extremes, longest rise and fall, means by position of the year; none without a summary. */
void print_trend_summary(const struct cli *cli, const json_t *answer);

/* The definition breaks of a trend or a comparison, or of a metric: a line each; nothing when there are none. */
void print_breaks(const struct cli *cli, const json_t *answer);

#endif
