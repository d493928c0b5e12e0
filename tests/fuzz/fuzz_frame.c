/* Whatever the other end says: a request or an answer that keeps its promises, or a refusal with a document's fault. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "reader/frame.h"

static void check_document(const struct document *document) {
    assert(document->text.len > 0 && utf8_valid(document->text, NULL));
    assert(memchr(document->text.ptr, 0, document->text.len) == NULL);
    assert(document->note_count <= DOCUMENT_NOTES_MAX);
    for (size_t i = 0; i < document->place_count; i++) {
        assert(document->places[i].start < document->text.len);
        assert(document->places[i].sheet <= document->sheet_count);
        assert(i == 0 || document->places[i].start > document->places[i - 1].start);
    }
}

/* What was taken is put again as the same bytes. */
static void check_again(struct text body, const struct document *document) {
    struct buf out;
    buf_init(&out, FRAME_BODY_MAX);
    frame_put_document(&out, document);
    assert(!buf_failed(&out));
    assert(text_equal(text_slice(buf_text(&out), FRAME_HEAD, out.len), body));
    buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text body = {(const char *)data, size};
    struct frame_request request;
    struct document document;
    struct arena arena;
    struct err err = {.code = ERR_NONE};
    if (frame_take_request(body, &request))
        assert(request.bytes.len <= size);
    arena_init(&arena, 8 << 20);
    if (frame_take_answer(&arena, body, &document, &err)) {
        check_document(&document);
        check_again(body, &document);
    } else {
        assert(err_status(err.code) < 500 || err.code == ERR_OUT_OF_MEMORY);
    }
    arena_fini(&arena);
    return 0;
}
