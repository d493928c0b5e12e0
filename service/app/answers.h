/* answers: finished answers that a worker keeps, to be given again as long as nothing that they rest on has changed (generations.h).
 *
 * Kept is what is asked a second time. Small bodies are kept packed (answer_packer.h); large ones as they are, and are lent to the socket.
 * Bounded by the setting answer_memory, tables and dictionaries within it: past it the oldest segment goes (answer_segments.h), and what was
 * asked for most since it was put there moves to the newest, half a segment at most. Nothing is served while this worker does not hear of what
 * other hosts write (changes.h), and nothing that is older than ANSWER_AGE_S. */
#ifndef TONGBI_APP_ANSWERS_H
#define TONGBI_APP_ANSWERS_H

#include "app/generations.h"
#include "http/reply.h"

enum { ANSWER_KINDS = 4, ANSWER_AGE_S = 600 };

struct answers;

struct answers *answers_new(size_t memory, struct err *err) MUST_CHECK; /* memory 0: keeps nothing */
void answers_free(struct answers *answers);
void answers_set_memory(struct answers *answers,
                        size_t memory); /* another than before: all that is kept goes */

/* kind, below ANSWER_KINDS: which dictionary. The key says all that the answer depends on but for what is watched. */
void answers_put(struct answers *answers, unsigned kind, struct text key, const struct watch *watch,
                 const struct http_finished *finished, int64_t now_ms);
/* true: *out is the answer, to be handed to http_reply_stored at once. */
bool answers_find(struct answers *answers, struct text key, int64_t now_ms, struct http_stored *out);

struct answers_counts {
    size_t entries, bytes; /* bytes: of segments */
};
struct answers_counts answers_count(const struct answers *answers);

#endif
