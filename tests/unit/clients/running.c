#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "running.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { WORDS_MAX = 24 };

void run_words(struct run *run, const char *input, const char *const *words) {
    char *argv[WORDS_MAX + 2] = {(char *)(uintptr_t) "tongbi"};
    int argc = 1;
    size_t out_len, err_len;
    for (; words[argc - 1] != NULL; argc++) {
        assert_true(argc < WORDS_MAX);
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
    }
    FILE *in = fmemopen((void *)(uintptr_t)input, strlen(input), "r");
    FILE *out = open_memstream(&run->out, &out_len), *err = open_memstream(&run->err, &err_len);
    assert_non_null(in);
    run->code = cli_run(argc, argv, in, out, err);
    fclose(in);
    fclose(out);
    fclose(err);
}

void run_fini(struct run *run) {
    free(run->out);
    free(run->err);
}

int run_set_up(void **state) {
    (void)state;
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("COLUMNS", "100", 1);
    setenv("TONGBI_URL", "http://127.0.0.1:9", 1);
    setenv("TONGBI_TOKEN", "t0k3n", 1);
    unsetenv("TONGBI_TOKEN_FILE");
    return 0;
}

void run_serve(struct peer *peer, const char *status, const char *type, const char *body) {
    peer_open(peer);
    peer_add(peer, status, type, body);
    peer_start(peer);
    setenv("TONGBI_URL", peer->url, 1);
}

void run_assert_asked(struct peer *peer, const char *line) {
    peer_stop(peer);
    assert_int_equal(peer->request_count, 1);
    size_t len = strcspn(peer->requests[0], "\r");
    assert_int_equal(len, strlen(line));
    assert_memory_equal(peer->requests[0], line, len);
    peer_close(peer);
}
