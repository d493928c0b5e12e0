/* tongbi-reader: turns one document into text, in a cage. A frame comes in at 0, one goes out at 1.
 *
 * It is started by tongbid and tongbi, not by people. It breaks off at whatever is not as it must be: who started it takes that
 * for the answer. */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "documents/document.h"
#include "documents/text.h"
#include "reader/cage.h"
#include "reader/frame.h"
#include "reader/process.h"

enum { EXIT_USAGE = 2, EXIT_INPUT = 4, EXIT_OUTPUT = 5, EXIT_MEMORY = 6 };

/* Whole, or false at the end of the input. */
static bool read_whole(char *to, size_t len) {
    while (len > 0) {
        ssize_t got = read(STDIN_FILENO, to, len);
        if (got == 0)
            return false;
        if (got < 0 && errno != EINTR)
            _exit(EXIT_INPUT);
        to += got > 0 ? got : 0;
        len -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

static void write_whole(struct text t) {
    while (t.len > 0) {
        ssize_t put = write(STDOUT_FILENO, t.ptr, t.len);
        if (put < 0 && errno != EINTR)
            _exit(EXIT_OUTPUT);
        t = text_slice(t, put > 0 ? (size_t)put : 0, t.len);
    }
}

/* The modules behind iconv are files: they stay open, and so in memory. */
static void warm_up(void) {
    for (size_t i = 0; text_encodings[i] != NULL; i++)
        if (iconv_open("UTF-8", text_encodings[i]) == (iconv_t)-1)
            _exit(PROCESS_NO_CAGE);
}

static void answer(const struct frame_request *request, size_t memory) {
    struct arena arena;
    struct document document;
    struct err err = {.code = ERR_NONE};
    struct buf out;
    arena_init(&arena, memory);
    buf_init(&out, FRAME_BODY_MAX);
    if (document_read(&arena, request->bytes, request->content_type, &document, &err))
        frame_put_document(&out, &document);
    else
        frame_put_refusal(&out, &err);
    if (buf_failed(&out))
        _exit(EXIT_MEMORY);
    arena_fini(&arena);
    write_whole(buf_text(&out));
    buf_fini(&out);
}

/* One frame in, one out; nothing where nothing comes. */
static void serve(size_t memory) {
    char head[FRAME_HEAD];
    if (!read_whole(head, sizeof head))
        return;
    size_t len = frame_length(head);
    char *body = len <= memory ? malloc(len) : NULL;
    struct frame_request request;
    if (body == NULL)
        _exit(EXIT_MEMORY);
    if (!read_whole(body, len) || !frame_take_request((struct text){body, len}, &request))
        _exit(EXIT_INPUT);
    answer(&request, memory);
    free(body);
}

int main(int argc, char **argv) {
    struct cage cage;
    struct err err;
    if (argc != PROCESS_ARGUMENTS)
        return EXIT_USAGE;
    cage.memory = strtoull(argv[PROCESS_MEMORY], NULL, 10);
    cage.cpu_seconds = (int)strtol(argv[PROCESS_CPU_SECONDS], NULL, 10);
    warm_up();
    if (!cage_enter(&cage, &err)) {
        fprintf(stderr, "tongbi-reader: %s\n", err.detail);
        _exit(PROCESS_NO_CAGE);
    }
    serve(cage.memory / 2);
    _exit(EXIT_SUCCESS);
}
