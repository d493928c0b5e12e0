/* Whatever is posted: document_read gives well-formed UTF-8 without NUL that is not blank, with notes that can be shown,
 * or refuses with one of the codes that its header names. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "documents/document.h"

static const struct text content_types[] = {
    TEXT(""),
    TEXT("text/plain"),
    TEXT("text/html"),
    TEXT("text/plain; charset=gbk"),
    TEXT("text/html; charset=gb2312"),
    TEXT("text/plain; charset=utf-16"),
    TEXT("text/html; charset=utf-8"),
    TEXT("text/plain; charset=big5"),
};

static void check_text(struct text t) {
    assert(utf8_valid(t, NULL));
    assert(t.len == 0 || memchr(t.ptr, 0, t.len) == NULL);
}

static void check_refusal(const struct err *err) {
    assert(err->detail[0] != '\0');
    check_text(text_from(err->detail));
    assert(err->code == ERR_EMPTY_BODY || err->code == ERR_NOT_TEXT || err->code == ERR_UNSUPPORTED_MEDIA ||
           err->code == ERR_BAD_ENCODING || err->code == ERR_TOO_LARGE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the Content-Type; with 0xFF a line of the input's own comes first. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    struct text bytes = {(const char *)data + 1, size - 1};
    struct text content_type = content_types[data[0] % (sizeof content_types / sizeof content_types[0])];
    if (data[0] == 0xFF && !text_split(&bytes, '\n', &content_type))
        return 0;
    struct arena arena;
    arena_init(&arena, 8 << 20);
    struct document document;
    struct err err = {.code = ERR_NONE};
    if (document_read(&arena, bytes, content_type, &document, &err)) {
        check_text(document.text);
        assert(text_trim(document.text).len > 0);
        assert(document.media_type.len > 0 && document.charset.len > 0);
        for (size_t i = 0; i < document.note_count; i++)
            check_text(document.notes[i]);
    } else {
        check_refusal(&err);
    }
    arena_fini(&arena);
    return 0;
}
