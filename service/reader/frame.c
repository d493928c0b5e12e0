#include "reader/frame.h"

#include <string.h>

#include "base/utf8.h"

/* ---- writing ---- */

static void put_number(struct buf *out, uint32_t number) {
    const char bytes[4] = {(char)(number & 0xFF), (char)(number >> 8 & 0xFF), (char)(number >> 16 & 0xFF),
                           (char)(number >> 24)};
    buf_add(out, bytes, sizeof bytes);
}

static void put_text(struct buf *out, struct text t) {
    put_number(out, (uint32_t)t.len);
    buf_add_text(out, t);
}

/* The head is written last, when the length is known. */
static size_t begin(struct buf *out, char letter) {
    size_t at = out->len;
    put_number(out, 0);
    buf_add_char(out, letter);
    return at;
}

static void finish(struct buf *out, size_t at, size_t to_follow) {
    if (buf_failed(out))
        return;
    size_t len = out->len - at - FRAME_HEAD + to_follow;
    if (len > FRAME_BODY_MAX) {
        out->failed = true;
        return;
    }
    for (int i = 0; i < FRAME_HEAD; i++)
        out->ptr[at + (size_t)i] = (char)(len >> 8 * i & 0xFF);
}

void frame_put_request_head(struct buf *out, struct text content_type, size_t len) {
    size_t at = begin(out, 'Q');
    put_text(out, content_type);
    put_number(out, (uint32_t)len);
    finish(out, at, len);
}

void frame_put_request(struct buf *out, const struct frame_request *request) {
    frame_put_request_head(out, request->content_type, request->bytes.len);
    buf_add_text(out, request->bytes);
}

static void put_texts(struct buf *out, const struct text *texts, size_t count) {
    put_number(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        put_text(out, texts[i]);
}

void frame_put_document(struct buf *out, const struct document *document) {
    size_t at = begin(out, 'D');
    put_text(out, document->media_type);
    put_text(out, document->charset);
    put_texts(out, document->notes, document->note_count);
    put_texts(out, document->sheets, document->sheet_count);
    put_number(out, (uint32_t)document->place_count);
    for (size_t i = 0; i < document->place_count; i++) {
        const struct place *p = &document->places[i];
        const uint32_t numbers[] = {p->start, p->page, p->paragraph, p->sheet, p->table, p->row, p->column};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            put_number(out, numbers[k]);
    }
    put_text(out, document->text);
    finish(out, at, 0);
}

void frame_put_refusal(struct buf *out, const struct err *err) {
    size_t at = begin(out, 'E');
    put_number(out, (uint32_t)err->code);
    put_text(out, text_from(err->field));
    put_text(out, text_from(err->detail));
    finish(out, at, 0);
}

/* ---- reading ---- */

size_t frame_length(const char head[FRAME_HEAD]) {
    size_t len = 0;
    for (int i = 0; i < FRAME_HEAD; i++)
        len |= (size_t)(unsigned char)head[i] << 8 * i;
    return len > 0 && len <= FRAME_BODY_MAX ? len : SIZE_MAX;
}

/* What is left of a body; a field that does not fit empties it for good. */
struct cursor {
    struct text left;
    bool has_failed;
};

static uint32_t take_number(struct cursor *cursor) {
    uint32_t number = 0;
    if (cursor->has_failed || cursor->left.len < sizeof number) {
        cursor->has_failed = true;
        return 0;
    }
    for (int i = 0; i < 4; i++)
        number |= (uint32_t)(unsigned char)cursor->left.ptr[i] << 8 * i;
    cursor->left = text_slice(cursor->left, sizeof number, cursor->left.len);
    return number;
}

static struct text take_bytes(struct cursor *cursor) {
    size_t len = take_number(cursor);
    if (cursor->has_failed || len > cursor->left.len) {
        cursor->has_failed = true;
        return TEXT_OF("");
    }
    struct text bytes = text_slice(cursor->left, 0, len);
    cursor->left = text_slice(cursor->left, len, cursor->left.len);
    return bytes;
}

/* Well-formed and without NUL. */
static struct text take_text(struct cursor *cursor) {
    struct text t = take_bytes(cursor);
    if (!utf8_valid(t, NULL) || (t.len > 0 && memchr(t.ptr, 0, t.len) != NULL))
        cursor->has_failed = true;
    return cursor->has_failed ? TEXT_OF("") : t;
}

/* How many follow, of `least` bytes each. */
static size_t take_count(struct cursor *cursor, size_t most, size_t least) {
    size_t count = take_number(cursor);
    if (count > most || count > cursor->left.len / least)
        cursor->has_failed = true;
    return cursor->has_failed ? 0 : count;
}

static bool is_letter(struct cursor *cursor, char letter) {
    if (cursor->left.len == 0 || cursor->left.ptr[0] != letter)
        return false;
    cursor->left = text_slice(cursor->left, 1, cursor->left.len);
    return true;
}

static bool is_at_end(const struct cursor *cursor) {
    return !cursor->has_failed && cursor->left.len == 0;
}

bool frame_take_request(struct text body, struct frame_request *out) {
    struct cursor cursor = {.left = body};
    if (!is_letter(&cursor, 'Q'))
        return false;
    out->content_type = take_text(&cursor);
    out->bytes = take_bytes(&cursor);
    return is_at_end(&cursor);
}

static void take_sheets(struct cursor *cursor, struct arena *arena, struct document *out) {
    size_t count = take_count(cursor, FRAME_SHEETS_MAX, 4);
    struct text *sheets = ARENA_ARRAY(arena, count + 1, struct text);
    for (size_t i = 0; sheets != NULL && i < count; i++)
        sheets[i] = arena_text(arena, take_text(cursor));
    out->sheets = sheets;
    out->sheet_count = count;
}

static struct place take_place(struct cursor *cursor) {
    struct place place;
    place.start = take_number(cursor);
    place.page = take_number(cursor);
    place.paragraph = take_number(cursor);
    place.sheet = take_number(cursor);
    place.table = take_number(cursor);
    place.row = take_number(cursor);
    place.column = take_number(cursor);
    return place;
}

static void take_places(struct cursor *cursor, struct arena *arena, struct document *out) {
    size_t count = take_count(cursor, FRAME_PLACES_MAX, sizeof(struct place));
    struct place *places = ARENA_ARRAY(arena, count + 1, struct place);
    for (size_t i = 0; places != NULL && i < count; i++) {
        places[i] = take_place(cursor);
        if ((i > 0 && places[i].start <= places[i - 1].start) || places[i].sheet > out->sheet_count)
            cursor->has_failed = true;
    }
    out->places = places;
    out->place_count = count;
}

static bool take_document(struct cursor *cursor, struct arena *arena, struct document *out) {
    *out = (struct document){.media_type = arena_text(arena, take_text(cursor))};
    out->charset = arena_text(arena, take_text(cursor));
    out->note_count = take_count(cursor, DOCUMENT_NOTES_MAX, 4);
    for (size_t i = 0; i < out->note_count; i++)
        out->notes[i] = arena_text(arena, take_text(cursor));
    take_sheets(cursor, arena, out);
    if (arena_overflowed(arena))
        return false;
    take_places(cursor, arena, out);
    out->text = arena_text(arena, take_text(cursor));
    if (arena_overflowed(arena))
        return false;
    bool is_within = out->place_count == 0 || out->places[out->place_count - 1].start < out->text.len;
    return is_at_end(cursor) && is_within && out->text.len > 0 && out->media_type.len > 0;
}

/* Only what a document can be at fault for: a reader that was taken over cannot make the service look broken. */
static bool may_refuse_with(uint32_t code) {
    switch (code) {
    case ERR_TOO_LARGE:
    case ERR_UNSUPPORTED_MEDIA:
    case ERR_EMPTY_BODY:
    case ERR_NOT_TEXT:
    case ERR_BAD_ENCODING:
    case ERR_UNREADABLE:
    case ERR_OUT_OF_MEMORY:
        return true;
    default:
        return false;
    }
}

static bool take_refusal(struct cursor *cursor, struct err *err) {
    uint32_t code = take_number(cursor);
    struct text field = take_text(cursor), detail = take_text(cursor);
    if (!is_at_end(cursor) || !may_refuse_with(code) || detail.len == 0 || detail.len >= ERR_DETAIL_MAX ||
        field.len >= ERR_FIELD_MAX)
        return false;
    err_set(err, (enum err_code)code, "%.*s", TEXT_ARG(detail));
    memcpy(err->field, field.ptr, field.len);
    err->field[field.len] = '\0';
    return true;
}

bool frame_take_answer(struct arena *arena, struct text body, struct document *out, struct err *err) {
    struct cursor cursor = {.left = body};
    if (is_letter(&cursor, 'E') && take_refusal(&cursor, err))
        return false;
    cursor = (struct cursor){.left = body};
    if (is_letter(&cursor, 'D') && take_document(&cursor, arena, out))
        return true;
    if (arena_overflowed(arena))
        return err_set(err, ERR_TOO_LARGE,
                       "The document does not fit into the memory that one report may use.");
    return err_set(err, ERR_UNREADABLE, "The document could not be read: what came of it was garbled.");
}
