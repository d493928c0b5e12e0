/* A reader that does what its document says, word by word. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "reader/frame.h"
#include "reader/process.h"

static bool read_whole(char *to, size_t len) {
    for (ssize_t got; len > 0; to += got, len -= (size_t)got)
        if ((got = read(STDIN_FILENO, to, len)) <= 0)
            return false;
    return true;
}

static void put(const char *bytes, size_t len, size_t piece) {
    for (size_t at = 0; at < len; at += piece)
        if (write(STDOUT_FILENO, bytes + at, piece < len - at ? piece : len - at) < 0)
            _exit(1);
}

static void answer(struct text said) {
    struct buf out;
    buf_init(&out, 1 << 20);
    const struct document document = {
        .text = said, .media_type = TEXT("text/plain"), .charset = TEXT("utf-8")};
    frame_put_document(&out, &document);
    put(out.ptr, out.len, text_starts_with(said, TEXT_OF("pieces")) ? 1 : out.len);
    if (text_starts_with(said, TEXT_OF("twice")))
        put(out.ptr, out.len, out.len);
    buf_fini(&out);
}

/* What stands behind <html>: its first line is on page 3, the rest in a sheet. */
static void answer_with_places(struct text said) {
    struct buf out;
    static const struct text sheets[] = {TEXT("汇总"), TEXT("明细")};
    struct text text = text_slice(said, strlen("<html>"), said.len);
    const struct place places[] = {
        {.start = 0, .page = 3},
        {.start = (uint32_t)text_find(text, TEXT_OF("\n"), 0) + 1, .sheet = 2, .row = 7, .column = 3}};
    const struct document document = {.text = text,
                                      .media_type = TEXT("application/pdf"),
                                      .charset = TEXT("utf-8"),
                                      .places = places,
                                      .place_count = 2,
                                      .sheets = sheets,
                                      .sheet_count = 2};
    buf_init(&out, 1 << 20);
    frame_put_document(&out, &document);
    put(out.ptr, out.len, out.len);
    buf_fini(&out);
}

static void obey(struct text said) {
    if (text_starts_with(said, TEXT_OF("<html>"))) {
        answer_with_places(said);
        return;
    }
    if (text_starts_with(said, TEXT_OF("hang")))
        for (;;)
            pause();
    if (text_starts_with(said, TEXT_OF("crash")))
        raise(SIGABRT);
    if (text_starts_with(said, TEXT_OF("killed")))
        raise(SIGKILL);
    if (text_starts_with(said, TEXT_OF("leave")))
        _exit(7);
    if (text_starts_with(said, TEXT_OF("cageless")))
        _exit(PROCESS_NO_CAGE);
    if (text_starts_with(said, TEXT_OF("babble"))) {
        put("nonsense and more", 17, 17);
        for (;;)
            pause();
    }
    if (text_starts_with(said, TEXT_OF("refuse"))) {
        struct buf out;
        struct err err;
        buf_init(&out, 1 << 20);
        err_set(&err, ERR_UNSUPPORTED_MEDIA, "this is no report");
        frame_put_refusal(&out, &err);
        put(out.ptr, out.len, out.len);
        buf_fini(&out);
        return;
    }
    answer(said);
}

int main(void) {
    char head[FRAME_HEAD];
    while (read_whole(head, sizeof head)) {
        size_t len = frame_length(head);
        char *body = malloc(len);
        struct frame_request request;
        if (body == NULL || !read_whole(body, len) || !frame_take_request((struct text){body, len}, &request))
            _exit(2);
        obey(request.bytes);
        free(body);
    }
    return 0;
}
