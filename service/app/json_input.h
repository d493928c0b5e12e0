/* json_input: JSON that somebody sent, read with its numbers exact.
 *
 * Jansson turns numbers into doubles; figures may not pass through one. So the bare numbers of the text are first turned
 * into marked strings, and jansson parses the rest: a number that arrives as 93.70 is read back as "93.70". */
#ifndef TONGBI_APP_JSON_INPUT_H
#define TONGBI_APP_JSON_INPUT_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "model/decimal.h"

/* The parsed document, or NULL with ERR_BAD_REQUEST (line and column) or ERR_OUT_OF_MEMORY. Duplicate keys are refused.
 * Release with json_decref. */
json_t *json_input_parse(struct text body, struct err *err) MUST_CHECK;

bool json_input_is_number(const json_t *value);
/* A real string (not a number); *out views into the value. */
bool json_input_text(const json_t *value, struct text *out) MUST_CHECK;
/* A number, or a string that holds a decimal. ERR_BAD_NUMBER otherwise; exponents are read exactly (1e3 is 1000). */
bool json_input_decimal(const json_t *value, struct decimal *out, struct err *err) MUST_CHECK;

#endif
