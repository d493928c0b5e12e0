/* page: one page of a list: limit and cursor in, items and `next` out. */
#ifndef TONGBI_APP_PAGE_H
#define TONGBI_APP_PAGE_H

#include "app/task.h"
#include "render/json.h"

enum { PAGE_DEFAULT = 100 };

/* One more than the page holds, so that the last row tells whether there is a next page. */
int64_t page_rows_to_ask(const struct http_request *request);
/* A cursor that is an id; ERR_BAD_VALUE when it is not one of ours. Absent: 0. */
bool page_cursor_id(const struct http_request *request, int64_t *id, struct err *err) MUST_CHECK;

struct page {
    struct task *task;
    struct buf out;
    struct json json;
    size_t shown; /* rows to render; the caller renders rows 0 .. shown-1 */
    bool has_next;
};

/* Begins {"name":[ . rows: how many came. */
void page_begin(struct page *page, struct task *task, const char *name, size_t rows);
/* Ends ],"next":cursor} and replies; cursor is read only when there is a next page. */
enum step page_reply(struct page *page, struct text cursor);
/* Gives the memory back when rendering failed; STEP_FAIL. */
enum step page_fail(struct page *page);

#endif
