#include "app/page.h"

#include "http/reply.h"

enum { ANSWER_MAX = 64 << 20 };

int64_t page_rows_to_ask(const struct http_request *request) {
    return http_request_int(request, "limit", PAGE_DEFAULT) + 1;
}

bool page_cursor_id(const struct http_request *request, int64_t *id, struct err *err) {
    struct text cursor = http_request_text(request, "cursor");
    *id = 0;
    for (size_t i = 0; i < cursor.len; i++) {
        if (cursor.ptr[i] < '0' || cursor.ptr[i] > '9' || cursor.len > 18)
            return err_set_field(err, ERR_BAD_VALUE, "cursor",
                                 "It is not the `next` of a page of this list.");
        *id = *id * 10 + (cursor.ptr[i] - '0');
    }
    return true;
}

void page_begin(struct page *page, struct task *task, const char *name, size_t rows) {
    size_t limit = (size_t)http_request_int(task->request, "limit", PAGE_DEFAULT);
    page->task = task;
    page->has_next = rows > limit;
    page->shown = page->has_next ? limit : rows;
    buf_init(&page->out, ANSWER_MAX);
    json_init(&page->json, &page->out);
    json_begin_object(&page->json);
    json_key(&page->json, name);
    json_begin_array(&page->json);
}

enum step page_reply(struct page *page, struct text cursor) {
    json_end_array(&page->json);
    json_key(&page->json, "next");
    if (page->has_next)
        json_add_text(&page->json, cursor);
    else
        json_add_null(&page->json);
    json_end_object(&page->json);
    json_fini(&page->json);
    http_reply_json_take(page->task->request, 200, &page->out);
    buf_fini(&page->out);
    return task_replied(page->task);
}

enum step page_fail(struct page *page) {
    buf_fini(&page->out);
    return STEP_FAIL;
}
