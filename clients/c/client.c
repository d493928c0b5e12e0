#include "tongbi.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "result.h"

enum { CONNECT_MS = 5000, CALL_MS = 300000 };

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
    struct tongbi_result *result;
    size_t capacity;
    const struct tongbi_body *body;
    uint64_t sent;
    bool is_too_large, is_given_up;
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

static size_t on_receive(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t len = size * count;
    if (!result_add(exchange->result, &exchange->capacity, bytes, len)) {
        exchange->is_too_large = true;
        return 0;
    }
    return len;
}

static size_t on_send(char *out, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    const struct tongbi_body *body = exchange->body;
    size_t max = size * count;
    size_t len;
    if (body->data != NULL) {
        uint64_t left = body->length - exchange->sent;
        len = left < max ? (size_t)left : max;
        memcpy(out, (const char *)body->data + exchange->sent, len);
    } else {
        len = body->read(body->context, out, max);
        if (len == SIZE_MAX) {
            exchange->is_given_up = true;
            return CURL_READFUNC_ABORT;
        }
    }
    exchange->sent += len;
    return len;
}

/* curl may want the bytes again (a kept connection that turned out closed); only memory can give them twice.
 */
static int on_seek(void *context, curl_off_t offset, int origin) {
    struct exchange *exchange = context;
    if (exchange->body->data == NULL || origin != SEEK_SET || offset < 0)
        return CURL_SEEKFUNC_CANTSEEK;
    exchange->sent = (uint64_t)offset;
    return CURL_SEEKFUNC_OK;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up) {
    struct tongbi *client = context;
    (void)down_total;
    (void)down;
    if (client->progress != NULL)
        client->progress(client->progress_context, (uint64_t)up, up_total > 0 ? (uint64_t)up_total : 0);
    return 0;
}

static bool add_header(struct curl_slist **headers, const char *line) {
    struct curl_slist *longer = curl_slist_append(*headers, line);
    if (longer == NULL)
        return false;
    *headers = longer;
    return true;
}

static bool build_headers(const struct tongbi *client, const struct tongbi_body *body,
                          struct curl_slist **headers) {
    char line[256];
    bool ok = add_header(headers, client->wants_csv ? "Accept: text/csv, application/problem+json"
                                                    : "Accept: application/json, */*;q=0.5");
    if (client->authorization != NULL)
        ok = ok && add_header(headers, client->authorization);
    if (body != NULL) {
        snprintf(line, sizeof line, "Content-Type: %s", body->content_type);
        ok = ok && add_header(headers, line);
        if (body->data == NULL && body->length == UINT64_MAX)
            ok = ok && add_header(headers, "Transfer-Encoding: chunked");
    }
    return ok;
}

/* Options that hold for every call. */
static void set_common(struct tongbi *client, struct exchange *exchange) {
    CURL *curl = client->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "libtongbi/" TONGBI_CLIENT_VERSION);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, client->connect_ms);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, client->call_ms);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    if (client->is_loopback)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (client->progress != NULL) {
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, client);
    }
}

static void set_body(struct tongbi *client, struct exchange *exchange) {
    CURL *curl = client->curl;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_send);
    curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, exchange);
    if (exchange->body->length != UINT64_MAX)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body->length);
}

static enum tongbi_outcome explain(const struct tongbi *client, const struct exchange *exchange,
                                   CURLcode code) {
    char message[TONGBI_MESSAGE_MAX];
    if (exchange->is_too_large)
        snprintf(message, sizeof message, "the answer does not fit into memory");
    else if (exchange->is_given_up)
        snprintf(message, sizeof message, "the input could not be read to its end");
    else if (code == CURLE_OPERATION_TIMEDOUT)
        snprintf(message, sizeof message, "no answer from %.200s in time", client->base);
    else if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        snprintf(message, sizeof message, "cannot reach %.200s: %s", client->base, curl_easy_strerror(code));
    else
        snprintf(message, sizeof message, "no whole answer from %.200s: %s", client->base,
                 curl_easy_strerror(code));
    return result_fail(exchange->result, message);
}

/* After the exchange: status and type into the result, then its reading. */
static enum tongbi_outcome finish(struct tongbi *client, struct exchange *exchange) {
    const char *type = NULL;
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &exchange->result->status);
    curl_easy_getinfo(client->curl, CURLINFO_CONTENT_TYPE, &type);
    exchange->result->content_type = strdup(type != NULL ? type : "");
    if (exchange->result->content_type == NULL || !result_add(exchange->result, &exchange->capacity, "", 0))
        return result_fail(exchange->result, "out of memory");
    return result_read(exchange->result);
}

enum tongbi_outcome tongbi_request(struct tongbi *client, const char *method, const char *path,
                                   const struct tongbi_param *params, size_t param_count,
                                   const struct tongbi_body *body, struct tongbi_result *result) {
    struct exchange exchange = {.result = result, .body = body};
    struct curl_slist *headers = NULL;
    enum tongbi_outcome outcome;
    result_init(result);
    char *url = build_url(client, path, params, param_count);
    if (url == NULL || !build_headers(client, body, &headers)) {
        outcome = result_fail(result, "out of memory");
        goto out;
    }
    set_common(client, &exchange);
    if (body != NULL)
        set_body(client, &exchange);
    curl_easy_setopt(client->curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(client->curl, CURLOPT_URL, url);
    curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(client->curl);
    outcome = code == CURLE_OK ? finish(client, &exchange) : explain(client, &exchange, code);
out:
    curl_slist_free_all(headers);
    free(url);
    return outcome;
}
