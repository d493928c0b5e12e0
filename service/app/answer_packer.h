/* answer_packer: bodies packed with Zstandard against the first body of their kind, which says most of what the others say: a trend of 14 KB
 * becomes one of 0.9. */
#ifndef TONGBI_APP_ANSWER_PACKER_H
#define TONGBI_APP_ANSWER_PACKER_H

#include "base/err.h"
#include "base/text.h"

enum { PACKER_KINDS = 4 };

struct packer;

struct packer *packer_new(struct err *err) MUST_CHECK;
void packer_free(struct packer *packer);
size_t packer_bytes(const struct packer *packer); /* that the dictionaries take */

/* kind, below PACKER_KINDS: which dictionary. The packed body stands until the next call. Empty: it is better left as it is. */
struct text packer_pack(struct packer *packer, unsigned kind, struct text body);
/* len: of the body, that has that much room. */
bool packer_unpack(struct packer *packer, unsigned kind, struct text packed, char *room, size_t len);

#endif
