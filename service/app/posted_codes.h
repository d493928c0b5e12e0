/* posted_codes: the ids behind the codes of posted rows, as they were when the load began. No I/O. */
#ifndef TONGBI_APP_POSTED_CODES_H
#define TONGBI_APP_POSTED_CODES_H

#include <stdint.h>

#include "app/row_faults.h"
#include "base/dict.h"

enum { POSTED_CODE_MAX = 64 };

struct posted_codes {
    struct arena arena;
    struct dict ids;
    struct text before; /* the code of the row before, which is often the same */
    int64_t id_before;
    char bytes_before[POSTED_CODE_MAX];
};
void posted_codes_init(struct posted_codes *codes);
void posted_codes_fini(struct posted_codes *codes);
/* The code is copied. false: no memory. */
bool posted_codes_put(struct posted_codes *codes, struct text code, int64_t id) MUST_CHECK;
/* 0: there is none. */
int64_t posted_codes_get(struct posted_codes *codes, struct text code);
/* Says that there is no such organisation or metric (`what`) as the row's field names. */
void posted_codes_fault(struct row_faults *faults, uint64_t row, const char *field, const char *what,
                        struct text code);

#endif
