/* negotiate: Accept, Accept-Encoding and If-None-Match. Pure. */
#ifndef TONGBI_HTTP_NEGOTIATE_H
#define TONGBI_HTTP_NEGOTIATE_H

#include <stdbool.h>

#include "base/text.h"

enum { QUALITY_ONE = 1000 };

/* The quality, in thousandths, that an Accept header gives to a media type; the most precise range counts. An
 * empty header accepts all. 0: not acceptable. */
int negotiate_accept(struct text accept, const char *type, const char *subtype);
/* May the answer be gzip? Only when the header says so (a missing header says no). */
bool negotiate_gzip(struct text accept_encoding);
/* Does If-None-Match name `tag` (without quotes), as it is or with "-gzip" behind it, or is it *? */
bool negotiate_matches(struct text if_none_match, struct text tag);

#endif
