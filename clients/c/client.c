#include "tongbi.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "request.h"
#include "result.h"

enum { CONNECT_MS = 5000, CALL_MS = 300000, LINE_MAX_BYTES = 320 };

struct tongbi {
    CURL *curl;
    char *base;          /* URL without a trailing slash */
    char *authorization; /* "Authorization: Bearer …", or NULL */
    bool is_loopback;    /* then no proxy of the environment is asked */
    bool wants_csv;
    long connect_ms, call_ms;
    tongbi_progress_fn progress;
    void *progress_context;
};

/* What one call needs while curl runs. */
struct exchange {
    struct tongbi *client;
    const struct request *request;
    struct tongbi_result *result;
    size_t capacity;
    uint64_t sent;
    bool is_sent;      /* the body was read to its end */
    bool is_streaming; /* the sink may have the bytes */
    const char *fault; /* why a callback gave the call up; NULL: none did */
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void start_curl(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* The token goes into a header line: visible ASCII only (RFC 6750, b64token and a little more). */
static bool is_sendable(const char *token) {
    for (const char *c = token; *c != '\0'; c++) {
        if (*c <= ' ' || *c >= 127)
            return false;
    }
    return true;
}

static bool is_loopback_url(const char *base) {
    static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
    const char *host = strstr(base, "://") + 3;
    size_t len = strcspn(host, "/");
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        size_t host_len = strlen(hosts[i]);
        if (len >= host_len && strncasecmp(host, hosts[i], host_len) == 0 &&
            (len == host_len || host[host_len] == ':'))
            return true;
    }
    return false;
}

static bool is_usable_url(const char *url) {
    if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
        return false;
    const char *host = strstr(url, "://") + 3;
    return host[0] != '\0' && host[0] != '/' && strpbrk(url, "?# \t\r\n") == NULL &&
           strchr(host, '@') == NULL;
}

struct tongbi *tongbi_open(const char *url, const char *token, char *message) {
    if (!is_usable_url(url)) {
        snprintf(message, TONGBI_MESSAGE_MAX, "not an address of a server: %.200s (http://host:port is)",
                 url);
        return NULL;
    }
    if (token != NULL && !is_sendable(token)) {
        snprintf(message, TONGBI_MESSAGE_MAX, "the token holds characters that no token has");
        return NULL;
    }
    pthread_once(&curl_once, start_curl);
    struct tongbi *client = calloc(1, sizeof *client);
    if (client == NULL)
        goto out_of_memory;
    client->connect_ms = CONNECT_MS;
    client->call_ms = CALL_MS;
    client->curl = curl_easy_init();
    client->base = strdup(url);
    if (client->curl == NULL || client->base == NULL)
        goto out_of_memory;
    for (size_t len = strlen(client->base); len > 0 && client->base[len - 1] == '/';)
        client->base[--len] = '\0';
    client->is_loopback = is_loopback_url(client->base);
    if (token != NULL && token[0] != '\0' &&
        asprintf(&client->authorization, "Authorization: Bearer %s", token) < 0) {
        client->authorization = NULL;
        goto out_of_memory;
    }
    return client;

out_of_memory:
    snprintf(message, TONGBI_MESSAGE_MAX, "out of memory");
    tongbi_close(client);
    return NULL;
}

void tongbi_close(struct tongbi *client) {
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    free(client->base);
    if (client->authorization != NULL)
        explicit_bzero(client->authorization, strlen(client->authorization));
    free(client->authorization);
    free(client);
}

void tongbi_set_timeouts(struct tongbi *client, long connect_ms, long call_ms) {
    client->connect_ms = connect_ms > 0 ? connect_ms : CONNECT_MS;
    client->call_ms = call_ms > 0 ? call_ms : CALL_MS;
}

void tongbi_set_csv(struct tongbi *client, bool wanted) {
    client->wants_csv = wanted;
}

void tongbi_set_progress(struct tongbi *client, tongbi_progress_fn progress, void *context) {
    client->progress = progress;
    client->progress_context = context;
}

/* base + "/v1" + path + "?name=value&…"; NULL without memory. Release with free. */
static char *build_url(struct tongbi *client, const char *path, const struct tongbi_param *params,
                       size_t param_count) {
    char *url = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&url, &len);
    if (stream == NULL)
        return NULL;
    bool ok = fprintf(stream, "%s/v1%s", client->base, path) > 0;
    char separator = '?';
    for (size_t i = 0; ok && i < param_count; i++) {
        if (params[i].value == NULL || params[i].value[0] == '\0')
            continue;
        char *escaped = curl_easy_escape(client->curl, params[i].value, 0);
        ok = escaped != NULL && fprintf(stream, "%c%s=%s", separator, params[i].name, escaped) > 0;
        curl_free(escaped);
        separator = '&';
    }
    ok = fclose(stream) == 0 && ok;
    if (!ok) {
        free(url);
        return NULL;
    }
    return url;
}

static bool is_good(const struct exchange *exchange) {
    long status = 0;
    curl_easy_getinfo(exchange->client->curl, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

/* Without a length or chunks an answer ends when the connection does, so that one which broke off looks whole. */
static bool has_end(CURL *curl) {
    struct curl_header *header;
    curl_off_t length = -1;
    long version = 0;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &version);
    return length >= 0 || version >= CURL_HTTP_VERSION_2_0 ||
           (curl_easy_header(curl, "Transfer-Encoding", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
            strcasestr(header->value, "chunked") != NULL);
}

/* Before the first byte of a good answer goes to the sink. */
static bool begin_stream(struct exchange *exchange) {
    const char *type = NULL;
    CURL *curl = exchange->client->curl;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    if (type == NULL || strcasestr(type, exchange->request->sink_type) == NULL)
        exchange->fault = "the answer is not of the type that was asked for; is this a Tongbi server?";
    else if (!has_end(curl))
        exchange->fault =
            "the answer does not say where it ends, so that nobody can know whether it is whole";
    exchange->is_streaming = exchange->fault == NULL;
    return exchange->is_streaming;
}

/* A callback's answer for giving up: not as many bytes as there were. */
static size_t give_up(struct exchange *exchange, const char *fault) {
    exchange->fault = fault;
    return 0;
}

static size_t on_receive(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    const struct request *request = exchange->request;
    size_t len = size * count;
    if (request->sink == NULL || !is_good(exchange)) {
        if (!result_add(exchange->result, &exchange->capacity, bytes, len))
            return give_up(exchange, "the answer does not fit into memory");
        return len;
    }
    if (!exchange->is_streaming && !begin_stream(exchange))
        return 0;
    if (!request->sink(request->sink_context, bytes, len))
        return give_up(exchange, "what came could not be put away");
    return len;
}

/* SIZE_MAX when the input broke, or ends before the length that was announced. */
static size_t read_piece(struct exchange *exchange, char *out, size_t max) {
    const struct tongbi_body *body = exchange->request->body;
    uint64_t left = body->length - exchange->sent;
    if (body->length != UINT64_MAX && left < max)
        max = (size_t)left;
    if (max == 0)
        return 0;
    if (body->data != NULL) {
        memcpy(out, (const char *)body->data + exchange->sent, max);
        return max;
    }
    size_t len = body->read(body->context, out, max);
    return len == 0 && body->length != UINT64_MAX ? SIZE_MAX : len;
}

static size_t on_send(char *out, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t len = read_piece(exchange, out, size * count);
    if (len == SIZE_MAX) {
        exchange->fault = "the input could not be read to its end";
        return CURL_READFUNC_ABORT;
    }
    exchange->sent += len;
    exchange->is_sent = len == 0 || exchange->sent == exchange->request->body->length;
    return len;
}

/* curl may want the bytes again (a kept connection that turned out closed); only memory can give them twice. */
static int on_seek(void *context, curl_off_t offset, int origin) {
    struct exchange *exchange = context;
    if (exchange->request->body->data == NULL || origin != SEEK_SET || offset != 0)
        return CURL_SEEKFUNC_CANTSEEK;
    exchange->sent = 0;
    exchange->is_sent = false;
    return CURL_SEEKFUNC_OK;
}

static uint64_t no_less_than_zero(curl_off_t bytes) {
    return bytes > 0 ? (uint64_t)bytes : 0;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up) {
    const struct exchange *exchange = context;
    struct tongbi_progress progress = {.sent = no_less_than_zero(up),
                                       .sent_total = no_less_than_zero(up_total),
                                       .received = no_less_than_zero(down),
                                       .received_total = no_less_than_zero(down_total)};
    if (exchange->is_sent) { /* curl counts the chunks' frames too */
        progress.sent = exchange->sent;
        progress.sent_total = exchange->sent;
    }
    exchange->client->progress(exchange->client->progress_context, &progress);
    return 0;
}

static bool add_header(struct curl_slist **headers, const char *line) {
    struct curl_slist *longer = curl_slist_append(*headers, line);
    if (longer == NULL)
        return false;
    *headers = longer;
    return true;
}

static bool build_headers(const struct tongbi *client, const struct request *request,
                          struct curl_slist **headers) {
    char line[LINE_MAX_BYTES];
    const struct tongbi_body *body = request->body;
    const char *accept = client->wants_csv ? "Accept: text/csv, application/problem+json"
                                           : "Accept: application/json, */*;q=0.5";
    bool ok = add_header(headers, request->sink != NULL ? "Accept: */*" : accept);
    if (client->authorization != NULL)
        ok = ok && add_header(headers, client->authorization);
    if (body != NULL) {
        snprintf(line, sizeof line, "Content-Type: %s", body->content_type);
        ok = ok && add_header(headers, line);
        if (body->data == NULL && body->length == UINT64_MAX)
            ok = ok && add_header(headers, "Transfer-Encoding: chunked");
    }
    if (request->idempotency_key != NULL) {
        snprintf(line, sizeof line, "Idempotency-Key: %s", request->idempotency_key);
        ok = ok && add_header(headers, line);
    }
    if (request->if_match != NULL) {
        snprintf(line, sizeof line, "If-Match: \"%s\"", request->if_match);
        ok = ok && add_header(headers, line);
    }
    return ok;
}

/* Options that hold for every call. */
static void set_common(struct exchange *exchange) {
    const struct tongbi *client = exchange->client;
    CURL *curl = client->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "libtongbi/" TONGBI_CLIENT_VERSION);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, client->connect_ms);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    if (client->is_loopback)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (client->progress != NULL) {
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
    }
}

/* A stream takes as long as it takes, as long as it moves; and it comes unpacked, for curl does not say of a packed one
 * that its end is missing. */
static void set_answer(const struct exchange *exchange) {
    CURL *curl = exchange->client->curl;
    if (exchange->request->sink == NULL) {
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, exchange->client->call_ms);
        return;
    }
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (exchange->client->call_ms + 999) / 1000);
}

static void set_body(struct exchange *exchange) {
    CURL *curl = exchange->client->curl;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_send);
    curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, exchange);
    if (exchange->request->body->length != UINT64_MAX)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->request->body->length);
}

static enum tongbi_outcome explain(const struct exchange *exchange, CURLcode code) {
    char message[TONGBI_MESSAGE_MAX];
    const char *base = exchange->client->base;
    if (exchange->fault != NULL)
        snprintf(message, sizeof message, "%s", exchange->fault);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        snprintf(message, sizeof message, "no answer from %.200s in time", base);
    else if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        snprintf(message, sizeof message, "cannot reach %.200s: %s", base, curl_easy_strerror(code));
    else if (exchange->is_streaming)
        snprintf(message, sizeof message, "the answer from %.200s broke off before its end: %s", base,
                 curl_easy_strerror(code));
    else
        snprintf(message, sizeof message, "no whole answer from %.200s: %s", base, curl_easy_strerror(code));
    return result_fail(exchange->result, message);
}

/* After the exchange: status and type into the result, then its reading. */
static enum tongbi_outcome finish(struct exchange *exchange) {
    const char *type = NULL;
    struct curl_header *header;
    struct tongbi_result *result = exchange->result;
    CURL *curl = exchange->client->curl;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result->status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    result->is_replayed =
        curl_easy_header(curl, "Idempotent-Replayed", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
        strcasecmp(header->value, "true") == 0;
    result->content_type = strdup(type != NULL ? type : "");
    if (result->content_type == NULL || !result_add(result, &exchange->capacity, "", 0))
        return result_fail(result, "out of memory");
    /* Not a byte came: whether that is all is asked here. */
    if (exchange->request->sink != NULL && is_good(exchange) && !exchange->is_streaming &&
        !begin_stream(exchange))
        return result_fail(result, exchange->fault);
    return result_read(result);
}

enum tongbi_outcome request_send(struct tongbi *client, const struct request *request,
                                 struct tongbi_result *result) {
    struct exchange exchange = {.client = client, .request = request, .result = result};
    struct curl_slist *headers = NULL;
    enum tongbi_outcome outcome;
    result_init(result);
    char *url = build_url(client, request->path, request->params, request->param_count);
    if (url == NULL || !build_headers(client, request, &headers)) {
        outcome = result_fail(result, "out of memory");
        goto out;
    }
    set_common(&exchange);
    set_answer(&exchange);
    if (request->body != NULL)
        set_body(&exchange);
    curl_easy_setopt(client->curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(client->curl, CURLOPT_URL, url);
    curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(client->curl);
    outcome = code == CURLE_OK ? finish(&exchange) : explain(&exchange, code);
out:
    curl_slist_free_all(headers);
    free(url);
    return outcome;
}

enum tongbi_outcome tongbi_request(struct tongbi *client, const char *method, const char *path,
                                   const struct tongbi_param *params, size_t param_count,
                                   const struct tongbi_body *body, struct tongbi_result *result) {
    const struct request request = {
        .method = method, .path = path, .params = params, .param_count = param_count, .body = body};
    return request_send(client, &request, result);
}
