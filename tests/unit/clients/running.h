/* running: the program tongbi run as a function against a peer (peer.h), for tests. */
#ifndef TONGBI_TESTS_RUNNING_H
#define TONGBI_TESTS_RUNNING_H

#include "peer.h"

/* One run of the program: what it wrote, and how it ended. */
struct run {
    char *out, *err;
    int code;
};

/* words: without the program's name, NULL behind the last. input: what stands on standard input. */
void run_words(struct run *run, const char *input, const char *const *words);
#define RUN(run, ...) run_words((run), " ", (const char *const[]){__VA_ARGS__, NULL})
void run_fini(struct run *run);

/* For cmocka: an environment that says English, a width of 100, and no server. */
int run_set_up(void **state);
/* A peer with one reply, where the next run will ask. */
void run_serve(struct peer *peer, const char *status, const char *type, const char *body);
/* It was asked this, once. Closes the peer. */
void run_assert_asked(struct peer *peer, const char *line);

#endif
