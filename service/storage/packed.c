#include "storage/packed.h"

#include <assert.h>
#include <string.h>

typedef unsigned __int128 magnitude;

enum { FORM_COMPACT = 1, FORM_TEXT = 2 };
enum { RECORDED_BYTES = 8, HEAD_BYTES = RECORDED_BYTES + 1 + 4, ENTRY_MAX = 127 };
/* The head of an entry. */
enum {
    HEAD_STATUS = 0x03,
    HEAD_WITHDRAWN = 0x04,
    HEAD_INTERVAL = 0x08,
    HEAD_FIGURE = 0x10,
    HEAD_SPAN = 0x20,
    HEAD_PUBLISHED = 0x40
};
enum { SHAPE_CODE = 0x0F, SHAPE_WIDE = 0x10 };
enum { SCALE_CODE = 0x1F, SCALE_PLACE = 0x20 };
enum {
    LIMIT_BOUND = 0x07,
    LIMIT_LOW_OPEN = 0x08,
    LIMIT_HIGH_OPEN = 0x10,
    LIMIT_VALUE = 0x20,
    LIMIT_LOW = 0x40,
    LIMIT_HIGH = 0x80
};

/* What is kept must mean the same for ever. */
_Static_assert(PERIOD_YEAR == 1 && PERIOD_HALF == 2 && PERIOD_QUARTER == 3 && PERIOD_MONTH == 4 &&
                   PERIOD_WEEK == 5 && PERIOD_DAY == 6 && PERIOD_MONTHS == 7 && PERIOD_YEARS == 8 &&
                   PERIOD_SCHOOL_YEAR == 9 && PERIOD_TERM == 10,
               "shapes are kept by number");
_Static_assert(STATUS_ACTUAL == 0 && STATUS_TARGET == 1 && STATUS_NORM == 2, "statuses are kept by number");
_Static_assert(BOUND_EXACT == 0 && BOUND_ABOUT == 1 && BOUND_AT_LEAST == 2 && BOUND_AT_MOST == 3 &&
                   BOUND_RANGE == 4,
               "bounds are kept by number");

/* ---- writing ---- */

/* One entry, being written. */
struct entry {
    unsigned char bytes[ENTRY_MAX + 1]; /* the first is its size */
    size_t len;
};

static void put(struct entry *entry, unsigned byte) {
    assert(entry->len < sizeof entry->bytes);
    entry->bytes[entry->len++] = (unsigned char)byte;
}

static void put_number(struct entry *entry, magnitude value) {
    for (; value >= 0x80; value >>= 7)
        put(entry, 0x80 | (unsigned)(value & 0x7F));
    put(entry, (unsigned)value);
}

static void put_signed(struct entry *entry, __int128 value) {
    put_number(entry, value < 0 ? ((magnitude)-value << 1) - 1 : (magnitude)value << 1);
}

static void put_decimal(struct entry *entry, struct decimal value) {
    put(entry, (unsigned)value.scale);
    put_signed(entry, value.coefficient);
}

static void put_exact(struct entry *entry, struct decimal value, int last_place) {
    bool is_usual = last_place == -value.scale;
    put(entry, (unsigned)value.scale | (is_usual ? 0 : SCALE_PLACE));
    put_signed(entry, value.coefficient);
    if (!is_usual)
        put_signed(entry, last_place);
}

static void put_interval(struct entry *entry, const struct quantity *q, int last_place) {
    put(entry, (unsigned)q->bound | (q->low.is_open ? LIMIT_LOW_OPEN : 0) |
                   (q->high.is_open ? LIMIT_HIGH_OPEN : 0) | (q->has_value ? LIMIT_VALUE : 0) |
                   (q->low.present ? LIMIT_LOW : 0) | (q->high.present ? LIMIT_HIGH : 0));
    if (q->has_value)
        put_decimal(entry, q->value);
    if (q->low.present)
        put_decimal(entry, q->low.at);
    if (q->high.present)
        put_decimal(entry, q->high.at);
    put_signed(entry, last_place);
}

static void put_period(struct packed_writer *writer, struct entry *entry, struct period period) {
    bool is_wide = period.last != period.first;
    put(entry, (unsigned)period.shape | (is_wide ? SHAPE_WIDE : 0));
    put_signed(entry, (__int128)period.first - writer->first);
    if (is_wide)
        put_number(entry, (magnitude)(period.last - period.first));
    writer->first = period.first;
}

static void begin_entry(struct packed_writer *writer, struct entry *entry, unsigned head,
                        struct period period, struct date published) {
    bool is_other_day = date_compare(published, writer->published) != 0;
    entry->len = 1;
    put(entry, head | (is_other_day ? HEAD_PUBLISHED : 0));
    put_period(writer, entry, period);
    if (is_other_day)
        put_signed(entry, (__int128)date_days(published) - date_days(writer->published));
}

static void end_entry(struct packed_writer *writer, struct entry *entry) {
    entry->bytes[0] = (unsigned char)(entry->len - 1);
    buf_add(writer->out, (const char *)entry->bytes, entry->len);
}

static void add_fixed(struct buf *out, uint32_t value) {
    const char bytes[] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value};
    buf_add(out, bytes, sizeof bytes);
}

void packed_begin(struct packed_writer *writer, struct buf *out, int64_t report, struct date published) {
    struct entry numbers = {.len = 0};
    *writer = (struct packed_writer){.out = out, .published = published};
    buf_add_char(out, FORM_COMPACT);
    writer->length_at = out->len;
    add_fixed(out, 0);
    put_number(&numbers, (magnitude)report);
    put_signed(&numbers, date_days(published));
    buf_add(out, (const char *)numbers.bytes, numbers.len);
}

void packed_add_value(struct packed_writer *writer, enum figure_status status, struct period canonical,
                      struct date published, struct decimal value, int last_place) {
    struct entry entry;
    begin_entry(writer, &entry, (unsigned)status, canonical, published);
    put_exact(&entry, value, last_place);
    end_entry(writer, &entry);
}

static bool is_same_decimal(struct decimal a, struct decimal b) {
    return a.coefficient == b.coefficient && a.scale == b.scale;
}

/* Both ends are the value itself, digit by digit. */
static bool is_exact(const struct quantity *q) {
    return q->bound == BOUND_EXACT && q->has_value && q->low.present && q->high.present && !q->low.is_open &&
           !q->high.is_open && is_same_decimal(q->value, q->low.at) && is_same_decimal(q->value, q->high.at);
}

void packed_add(struct packed_writer *writer, const struct observation *vintage) {
    const struct source *source = &vintage->source;
    bool is_interval = !vintage->is_withdrawn && !is_exact(&vintage->quantity);
    bool has_figure = source->figure != 0, has_span = has_figure && source->end > source->start;
    struct entry entry;
    begin_entry(writer, &entry,
                (unsigned)vintage->status | (vintage->is_withdrawn ? HEAD_WITHDRAWN : 0) |
                    (is_interval ? HEAD_INTERVAL : 0) | (has_figure ? HEAD_FIGURE : 0) |
                    (has_span ? HEAD_SPAN : 0),
                period_canonical(vintage->period), vintage->published);
    if (is_interval)
        put_interval(&entry, &vintage->quantity, vintage->last_place);
    else if (!vintage->is_withdrawn)
        put_exact(&entry, vintage->quantity.value, vintage->last_place);
    if (has_figure)
        put_number(&entry, (magnitude)source->figure);
    if (has_span) {
        put_number(&entry, source->start);
        put_number(&entry, source->end - source->start);
    }
    end_entry(writer, &entry);
}

void packed_end(struct packed_writer *writer) {
    if (buf_failed(writer->out))
        return;
    uint32_t len = (uint32_t)(writer->out->len - writer->length_at - 4);
    for (size_t i = 0; i < 4; i++)
        writer->out->ptr[writer->length_at + i] = (char)(len >> (24 - 8 * i));
}

/* ---- reading ---- */

/* What is left of an entry. is_broken sticks. */
struct cursor {
    const unsigned char *at, *end;
    bool is_broken;
};

static unsigned take(struct cursor *cursor) {
    if (cursor->at == cursor->end) {
        cursor->is_broken = true;
        return 0;
    }
    return *cursor->at++;
}

static uint64_t take_number(struct cursor *cursor) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        unsigned byte = take(cursor);
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    cursor->is_broken = true;
    return 0;
}

static int64_t take_signed(struct cursor *cursor) {
    uint64_t value = take_number(cursor);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static int32_t take_int(struct cursor *cursor, int32_t base) {
    int64_t value = take_signed(cursor);
    if (value < INT32_MIN / 2 || value > INT32_MAX / 2 || base + value > INT32_MAX / 2 ||
        base + value < INT32_MIN / 2) {
        cursor->is_broken = true;
        return 0;
    }
    return (int32_t)(base + value);
}

static __int128 take_coefficient(struct cursor *cursor) {
    magnitude value = 0;
    for (unsigned shift = 0; shift < 126; shift += 7) {
        unsigned byte = take(cursor);
        value |= (magnitude)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return (__int128)(value >> 1) ^ -(__int128)(value & 1);
    }
    cursor->is_broken = true;
    return 0;
}

static struct decimal take_decimal(struct cursor *cursor, unsigned scale) {
    if (scale > DECIMAL_SCALE_MAX)
        cursor->is_broken = true;
    return (struct decimal){take_coefficient(cursor), (int)scale};
}

static uint64_t fixed_at(const unsigned char *bytes, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

void packed_open(struct packed_reader *reader, struct text vintages) {
    const unsigned char *bytes = (const unsigned char *)vintages.ptr;
    *reader = (struct packed_reader){.at = bytes, .segment_end = bytes};
    reader->end = vintages.len > 0 ? bytes + vintages.len : bytes;
}

static bool open_segment(struct packed_reader *reader) {
    if (reader->end - reader->at < HEAD_BYTES)
        return false;
    const unsigned char *head = reader->at;
    size_t length = (size_t)fixed_at(head + RECORDED_BYTES + 1, 4);
    reader->at += HEAD_BYTES;
    if ((size_t)(reader->end - reader->at) < length)
        return false;
    reader->segment_end = reader->at + length;
    reader->recorded_ms = (int64_t)fixed_at(head, RECORDED_BYTES);
    reader->is_text = head[RECORDED_BYTES] == FORM_TEXT;
    reader->first = 0;
    if (reader->is_text || head[RECORDED_BYTES] != FORM_COMPACT)
        return reader->is_text;
    struct cursor cursor = {reader->at, reader->segment_end, false};
    reader->report = (int64_t)take_number(&cursor);
    reader->published = take_int(&cursor, 0);
    reader->at = cursor.at;
    return !cursor.is_broken;
}

enum { UNIT_MAX = 200000 }; /* days, weeks, months, … of the years 1900 to 2199, counted as period.h says */

static bool take_period(struct packed_reader *reader, struct cursor *cursor, struct period *out) {
    unsigned shape = take(cursor);
    out->shape = (enum period_shape)(shape & SHAPE_CODE);
    out->first = take_int(cursor, reader->first);
    out->last = out->first;
    if ((shape & SHAPE_WIDE) != 0)
        out->last += (int32_t)(take_number(cursor) & 0xFFFFF);
    reader->first = out->first;
    return !cursor->is_broken && out->shape >= PERIOD_YEAR && out->shape <= PERIOD_TERM &&
           out->first >= -UNIT_MAX && out->last <= UNIT_MAX;
}

static enum packed_step next_compact(struct packed_reader *reader, struct packed_entry *out) {
    struct cursor cursor = {reader->at + 1, reader->at + 1 + reader->at[0], false};
    if (cursor.end > reader->segment_end)
        return PACKED_BROKEN;
    unsigned head = take(&cursor);
    if (!take_period(reader, &cursor, &out->period) || (head & HEAD_STATUS) > STATUS_NORM)
        return PACKED_BROKEN;
    out->status = (enum figure_status)(head & HEAD_STATUS);
    out->is_withdrawn = (head & HEAD_WITHDRAWN) != 0;
    out->head = (unsigned char)head;
    out->at = cursor.at;
    out->end = reader->at = cursor.end;
    out->published_base = reader->published;
    out->fields.ptr = NULL;
    return PACKED_ENTRY;
}

/* status|period|withdrawn|…: the rest is read when it is wanted. */
static enum packed_step next_text(struct packed_reader *reader, struct packed_entry *out) {
    struct text status, period, withdrawn,
        rest = {(const char *)reader->at, (size_t)(reader->segment_end - reader->at)};
    struct err err;
    reader->at = reader->segment_end;
    if (!text_split(&rest, '|', &status) || !text_split(&rest, '|', &period) ||
        !text_split(&rest, '|', &withdrawn) || !figure_status_parse(status, &out->status) ||
        !period_parse(period, &out->period, &err))
        return PACKED_BROKEN;
    out->is_withdrawn = text_equal(withdrawn, TEXT_OF("t"));
    out->fields = rest;
    return PACKED_ENTRY;
}

enum packed_step packed_next(struct packed_reader *reader, struct packed_entry *out) {
    while (reader->at == reader->segment_end) {
        if (reader->at == reader->end)
            return PACKED_END;
        if (!open_segment(reader))
            return PACKED_BROKEN;
    }
    out->id = ++reader->count;
    out->recorded_ms = reader->recorded_ms;
    out->report = reader->report;
    return reader->is_text ? next_text(reader, out) : next_compact(reader, out);
}

static void read_interval(struct cursor *cursor, struct quantity *q) {
    unsigned limits = take(cursor);
    q->bound = (enum bound)(limits & LIMIT_BOUND);
    q->low.is_open = (limits & LIMIT_LOW_OPEN) != 0;
    q->high.is_open = (limits & LIMIT_HIGH_OPEN) != 0;
    q->has_value = (limits & LIMIT_VALUE) != 0;
    q->low.present = (limits & LIMIT_LOW) != 0;
    q->high.present = (limits & LIMIT_HIGH) != 0;
    if (q->has_value)
        q->value = take_decimal(cursor, take(cursor));
    if (q->low.present)
        q->low.at = take_decimal(cursor, take(cursor));
    if (q->high.present)
        q->high.at = take_decimal(cursor, take(cursor));
    if (q->bound > BOUND_RANGE)
        cursor->is_broken = true;
}

static void read_value(struct cursor *cursor, unsigned head, struct observation *out) {
    if ((head & HEAD_WITHDRAWN) != 0) {
        out->quantity = quantity_null(REASON_NOT_REPORTED);
    } else if ((head & HEAD_INTERVAL) != 0) {
        read_interval(cursor, &out->quantity);
        out->last_place = take_int(cursor, 0);
    } else {
        unsigned scale = take(cursor);
        out->quantity = quantity_exact(take_decimal(cursor, scale & SCALE_CODE));
        out->last_place = (scale & SCALE_PLACE) != 0 ? take_int(cursor, 0) : -(int)(scale & SCALE_CODE);
    }
}

static bool read_compact(const struct packed_entry *entry, struct observation *out) {
    struct cursor cursor = {entry->at, entry->end, false};
    int32_t published = entry->published_base;
    if ((entry->head & HEAD_PUBLISHED) != 0)
        published = take_int(&cursor, published);
    out->published = date_from_days(published);
    read_value(&cursor, entry->head, out);
    if ((entry->head & HEAD_FIGURE) != 0)
        out->source.figure = (int64_t)take_number(&cursor);
    if ((entry->head & HEAD_SPAN) != 0) {
        out->source.start = (uint32_t)take_number(&cursor);
        out->source.end = out->source.start + (uint32_t)take_number(&cursor);
    }
    return !cursor.is_broken;
}

static bool read_number(struct text *rest, struct decimal *out, bool *present) {
    struct text field;
    struct err err;
    if (!text_split(rest, '|', &field))
        return false;
    *present = field.len > 0;
    return !*present || decimal_parse(field, out, &err);
}

static bool read_integer(struct text *rest, int64_t *out) {
    struct text field;
    *out = 0;
    if (!text_split(rest, '|', &field))
        return false;
    bool is_negative = text_starts_with(field, TEXT_OF("-"));
    for (size_t i = is_negative ? 1 : 0; i < field.len; i++)
        *out = *out * 10 + (field.ptr[i] - '0');
    *out = is_negative ? -*out : *out;
    return field.len > 0;
}

/* …|published|value|low|high|low_open|high_open|bound|last_place|report|figure|start|end */
static bool read_text(const struct packed_entry *entry, struct observation *out) {
    struct text published, low_open, high_open, bound, rest = entry->fields;
    struct quantity *q = &out->quantity;
    struct err err;
    int64_t last_place, start, end;
    if (!text_split(&rest, '|', &published) || !date_parse(published, &out->published, &err) ||
        !read_number(&rest, &q->value, &q->has_value) || !read_number(&rest, &q->low.at, &q->low.present) ||
        !read_number(&rest, &q->high.at, &q->high.present) || !text_split(&rest, '|', &low_open) ||
        !text_split(&rest, '|', &high_open) || !text_split(&rest, '|', &bound) ||
        !read_integer(&rest, &last_place) || !read_integer(&rest, &out->source.report) ||
        !read_integer(&rest, &out->source.figure) || !read_integer(&rest, &start) ||
        !read_integer(&rest, &end))
        return false;
    q->low.is_open = text_equal(low_open, TEXT_OF("t"));
    q->high.is_open = text_equal(high_open, TEXT_OF("t"));
    out->last_place = (int)last_place;
    out->source.start = (uint32_t)start;
    out->source.end = (uint32_t)end;
    if (entry->is_withdrawn)
        *q = quantity_null(REASON_NOT_REPORTED);
    return entry->is_withdrawn || bound_parse(bound, &q->bound);
}

bool packed_read(const struct packed_entry *entry, struct observation *out) {
    *out = (struct observation){.id = entry->id,
                                .recorded_ms = entry->recorded_ms,
                                .status = entry->status,
                                .period = entry->period,
                                .is_withdrawn = entry->is_withdrawn};
    if (entry->fields.ptr != NULL)
        return read_text(entry, out);
    out->source.report = entry->report;
    return read_compact(entry, out);
}
