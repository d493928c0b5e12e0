/* cage: what a process that reads hostile bytes may still do.
 *
 * cage_enter first bounds what it may take (address space, processor time, no files written, no core, few descriptors), then leaves it
 * the system calls that computing needs, and reading and writing the descriptors that are open. Whatever would open or look at a
 * file is answered EACCES, for libraries try that and go on; everything else ends the process with SIGSYS. There is no way back.
 *
 * What libraries take from files (gconv's tables …) must be in memory before. Under AddressSanitizer the address space is
 * not bounded, for its shadow is larger than any sensible bound. */
#ifndef TONGBI_READER_CAGE_H
#define TONGBI_READER_CAGE_H

#include <stddef.h>

#include "base/err.h"

struct cage {
    size_t memory;   /* bytes of address space */
    int cpu_seconds; /* of processor time, in its whole life */
};

/* Also: no new privileges, not dumpable, dies with its parent. ERR_INTERNAL: the kernel lacks what it needs; go no further. */
bool cage_enter(const struct cage *cage, struct err *err) MUST_CHECK;

#endif
