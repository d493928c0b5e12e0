/* result: how an answer's bytes become a struct tongbi_result. Inside libtongbi only. */
#ifndef TONGBI_CLIENT_RESULT_H
#define TONGBI_CLIENT_RESULT_H

#include "tongbi.h"

/* An answer past this is given up, as no answer: nothing that this library asks for is as large. */
enum { RESULT_BODY_MAX = 1 << 30 };

void result_init(struct tongbi_result *result); /* nothing came yet */
/* Appends to the body; *capacity is the caller's, 0 at first. false: too large, or no memory. */
bool result_add(struct tongbi_result *result, size_t *capacity, const char *bytes, size_t len);
/* From status, content type and body: the outcome, the JSON and the problem. Returns the outcome. */
enum tongbi_outcome result_read(struct tongbi_result *result);
/* Marks it as TONGBI_UNREACHABLE with this sentence. */
enum tongbi_outcome result_fail(struct tongbi_result *result, const char *message);

#endif
