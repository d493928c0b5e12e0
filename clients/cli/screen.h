/* screen: what a terminal shows of a text: how wide it is, where to cut it, which colour it gets.
 *
 * Widths are columns: 2 for Chinese characters and full-width forms, 0 for combining marks, 1 for East Asian "ambiguous"
 * ones, as terminals in UTF-8 do (libunistring's tables). */
#ifndef TONGBI_CLI_SCREEN_H
#define TONGBI_CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum style { STYLE_PLAIN, STYLE_HEAD, STYLE_GOOD, STYLE_BAD, STYLE_DIM };

enum { SCREEN_WIDTH_DEFAULT = 100, SCREEN_WIDTH_MIN = 40 };

/* Columns of a UTF-8 string without control characters. */
int screen_columns(const char *text);
/* Copies text so that it can stand in one line of a terminal: control characters (also C1, and the bidirectional
 * overrides) and runs of white space become one space each, broken UTF-8 becomes U+FFFD. Cut to max columns, the last of
 * them "…"; max < 0 cuts nothing. The caller frees; never NULL. */
char *screen_line(const char *text, int max);
/* Writes a text of many lines to a terminal with everything but line ends and tabs made harmless. */
void screen_put_text(FILE *out, const char *text, size_t len);
/* The width to lay out for: the terminal's when out is one, else COLUMNS, else SCREEN_WIDTH_DEFAULT. */
int screen_width(FILE *out);
bool screen_is_terminal(FILE *out);
/* The escape sequence that begins the style; "" for STYLE_PLAIN. Any is ended by screen_style_end(). */
const char *screen_style_begin(enum style style);
const char *screen_style_end(enum style style);

#endif
