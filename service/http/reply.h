/* reply: the one answer to a request. Each http_reply_… ends the request: it may not be touched afterwards.
 *
 * Every answer carries Date, X-Request-Id, X-Content-Type-Options: nosniff, Cache-Control (no-cache where an
 * ETag stands, else no-store, unless set), and Vary: Accept-Encoding where it could have been compressed. A
 * 200 to GET or HEAD gets a strong ETag from a hash (XXH3, 128 bits) of the body and the encoding, or the one given by
 * http_reply_set_etag (which gets "-gzip" inside its quotes when the body is compressed), and If-None-Match
 * that names either form is answered 304. gzip when Accept-Encoding allows it, the media type is text, JSON
 * or XML, and the body is over 1 KiB. HEAD gets the same headers without the body. If the client has left, a
 * reply is logged and dropped. */
#ifndef TONGBI_HTTP_REPLY_H
#define TONGBI_HTTP_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "http/request.h"

#define HTTP_JSON "application/json"
#define HTTP_CSV  "text/csv; charset=utf-8"
#define HTTP_TEXT "text/plain; charset=utf-8"
#define HTTP_HTML "text/html; charset=utf-8"

/* Before the reply. name is a constant; value is copied. A value with control characters is our bug. Replaces
 * a header of that name, also the standard ones (Cache-Control, …). */
void http_reply_set_header(struct http_request *request, const char *name, struct text value);
/* tag without quotes: letters, digits, - and _, at most 64. */
void http_reply_set_etag(struct http_request *request, struct text tag);
/* Content-Disposition: attachment, with the name in RFC 6266's both forms. */
void http_reply_set_filename(struct http_request *request, struct text name);

/* The bytes are copied. content_type NULL: none. */
void http_reply_bytes(struct http_request *request, int status, const char *content_type, struct text body);
/* Takes the buf's memory, leaving it empty (buf_fini is still fine). A failed buf is answered with 503,
 * ERR_OUT_OF_MEMORY. */
void http_reply_buf_take(struct http_request *request, int status, const char *content_type,
                         struct buf *body);
/* The same as application/json. */
void http_reply_json_take(struct http_request *request, int status, struct buf *body);
void http_reply_empty(struct http_request *request, int status); /* 204 and the like */

/* A finished 200 that may be given again, to whoever asks the same. */
enum { HTTP_TAG_MAX = 65 };
struct http_finished {
    const char *content_type; /* a constant */
    char tag[HTTP_TAG_MAX];
    bool is_gzip, varies_by_encoding;
    struct buf body; /* in its coding, also where this client has it already and will be told so */
};
/* Chooses tag and coding as http_reply_buf_take would. Takes the body. false: it failed, and the request is answered. */
bool http_finish(struct http_request *request, const char *content_type, struct buf *body,
                 struct http_finished *out) MUST_CHECK;
void http_reply_finished(struct http_request *request, struct http_finished *finished); /* takes the body */

/* One that somebody keeps. The body is either unpacked straight to where it goes, or lent: then lend is called once, and give_back when the
 * socket has let go of it. */
struct http_stored {
    const char *content_type, *tag;
    bool is_gzip, varies_by_encoding;
    size_t len;
    bool (*unpack)(const void *context, char *room, size_t len); /* NULL: bytes are lent */
    const char *bytes;
    void (*lend)(void *context);
    void (*give_back)(void *context);
    void *context;
};
void http_reply_stored(struct http_request *request, const struct http_stored *stored);

/* An answer whose length nobody knows yet: begin, write as often as needed, end (or abort). Chunked, or for HTTP/1.0 until the
 * connection closes; no ETag; gzip where it is asked for and suits. The request is valid until end or abort, also when the client has
 * left (on_gone tells): then the bytes go nowhere. A client that takes nothing for write_timeout_ms is dropped. */
void http_reply_begin(struct http_request *request, int status, const char *content_type);
void http_reply_write(struct http_request *request, struct text piece); /* copied */
/* false: enough waits for the socket; the function of on_room is called once, from the event loop, when it has gone. */
bool http_reply_has_room(const struct http_request *request);
typedef void (*http_room_fn)(struct http_request *request, void *arg);
void http_reply_on_room(struct http_request *request, http_room_fn fn, void *arg);
void http_reply_end(struct http_request *request);
/* What was begun cannot be ended: the connection is closed without the last chunk, so that the client sees it. */
void http_reply_abort(struct http_request *request);

/* One refused row of an input; row counts from 1. field and detail may be empty. */
struct row_error {
    uint64_t row;
    struct text field, detail;
};
/* The first of them; all in all there are `total`. */
struct row_errors {
    const struct row_error *items;
    size_t count;
    uint64_t total;
};
/* application/problem+json from err: type "/problems/<err_name>" (a reference, relative to the service),
 * title, status, detail, instance (the path), request_id, `field` when err names one, and errors[] with
 * error_count where there are some. 401 carries WWW-Authenticate, retryable 503 Retry-After. ERR_INTERNAL's detail is logged, not shown.
 * */
void http_reply_error(struct http_request *request, const struct err *err);
void http_reply_errors(struct http_request *request, const struct err *err, const struct row_errors *errors);

/* The form of the answer, from the parameter `format` (declared with the words "json", "csv" in this order,
 * or not at all) or else from Accept, whose qualities count; JSON where both are as good. ERR_NOT_ACCEPTABLE.
 * The answer then varies by Accept. */
enum http_form { HTTP_FORM_JSON, HTTP_FORM_CSV };
bool http_request_form(struct http_request *request, enum http_form *out, struct err *err) MUST_CHECK;

#endif
