#include "tongbi.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "request.h"
#include "result.h"

enum { IDEMPOTENCY_KEY_MAX = 255 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* "/orgs/" + code + suffix with the code percent-encoded: it may hold anything. NULL without memory. */
static char *item_path(const char *collection, const char *key, const char *suffix) {
    char *path = NULL;
    char *escaped = curl_easy_escape(NULL, key, 0);
    if (escaped == NULL || asprintf(&path, "%s/%s%s", collection, escaped, suffix) < 0)
        path = NULL;
    curl_free(escaped);
    return path;
}

/* A call about one thing: its path is made here. */
static enum tongbi_outcome ask_item(struct tongbi *client, const char *collection, const char *key,
                                    const char *suffix, struct request *request,
                                    struct tongbi_result *result) {
    result_init(result);
    if (key[0] == '\0')
        return result_fail(result, "an empty name names nothing");
    char *path = item_path(collection, key, suffix);
    if (path == NULL)
        return result_fail(result, "out of memory");
    request->path = path;
    enum tongbi_outcome outcome = request_send(client, request, result);
    free(path);
    return outcome;
}

static enum tongbi_outcome get_item(struct tongbi *client, const char *collection, const char *key,
                                    const char *suffix, struct tongbi_result *result) {
    struct request request = {.method = "GET"};
    return ask_item(client, collection, key, suffix, &request, result);
}

enum tongbi_outcome tongbi_report_add(struct tongbi *client, const struct tongbi_report_add *report,
                                      struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"org", report->org},
                                          {"period", report->period},
                                          {"published", report->published},
                                          {"title", report->title},
                                          {"preview", report->preview ? "1" : NULL}};
    const struct tongbi_body body = {
        .content_type = report->content_type != NULL ? report->content_type : "application/octet-stream",
        .data = report->bytes != NULL ? report->bytes : "",
        .length = report->length};
    return tongbi_request(client, "POST", "/reports", params, COUNT(params), &body, result);
}

enum tongbi_outcome tongbi_report_list(struct tongbi *client, const struct tongbi_report_list *query,
                                       struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"org", query->org},           {"under", query->under}, {"period", query->period},
        {"state", query->state},       {"q", query->q},         {"as_of", query->as_of},
        {"known_at", query->known_at}, {"limit", query->limit}, {"cursor", query->cursor}};
    return tongbi_request(client, "GET", "/reports", params, COUNT(params), NULL, result);
}

enum tongbi_outcome tongbi_report_get(struct tongbi *client, const char *id, struct tongbi_result *result) {
    return get_item(client, "/reports", id, "", result);
}

enum tongbi_outcome tongbi_report_text(struct tongbi *client, const char *id, struct tongbi_result *result) {
    return get_item(client, "/reports", id, "/text", result);
}

enum tongbi_outcome tongbi_report_original(struct tongbi *client, const char *id,
                                           struct tongbi_result *result) {
    return get_item(client, "/reports", id, "/original", result);
}

enum tongbi_outcome tongbi_report_figures(struct tongbi *client, const char *id,
                                          struct tongbi_result *result) {
    return get_item(client, "/reports", id, "/figures", result);
}

enum tongbi_outcome tongbi_report_withdraw(struct tongbi *client, const char *id, const char *published,
                                           struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"published", published}};
    struct request request = {.method = "DELETE", .params = params, .param_count = COUNT(params)};
    return ask_item(client, "/reports", id, "", &request, result);
}

enum tongbi_outcome tongbi_report_reread(struct tongbi *client, const char *id, bool dry_run,
                                         struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"dry_run", dry_run ? "1" : NULL}};
    struct request request = {.method = "POST", .params = params, .param_count = COUNT(params)};
    return ask_item(client, "/reports", id, "/reread", &request, result);
}

/* The members that are given; NULL without memory or when one is no UTF-8. Release with free. */
static char *patch_json(const struct tongbi_figure_patch *patch) {
    const struct tongbi_param members[] = {{"state", patch->state},   {"value", patch->value},
                                           {"unit", patch->unit},     {"period", patch->period},
                                           {"status", patch->status}, {"metric", patch->metric},
                                           {"label", patch->label},   {"note", patch->note}};
    json_t *object = json_object();
    bool ok = object != NULL;
    for (size_t i = 0; ok && i < COUNT(members); i++) {
        if (members[i].value != NULL)
            ok = json_object_set_new(object, members[i].name, json_string(members[i].value)) == 0;
    }
    char *text = ok ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

enum tongbi_outcome tongbi_figure_patch(struct tongbi *client, const char *id,
                                        const struct tongbi_figure_patch *patch,
                                        struct tongbi_result *result) {
    result_init(result);
    char *text = patch_json(patch);
    if (text == NULL)
        return result_fail(result, "the correction is not UTF-8, or memory is short");
    const struct tongbi_body body = {
        .content_type = "application/json", .data = text, .length = strlen(text)};
    struct request request = {.method = "PATCH", .body = &body, .if_match = patch->revision};
    enum tongbi_outcome outcome = ask_item(client, "/figures", id, "", &request, result);
    free(text);
    return outcome;
}

enum tongbi_outcome tongbi_figures(struct tongbi *client, const struct tongbi_figures_query *query,
                                   struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"state", query->state},   {"org", query->org},       {"under", query->under},
        {"metric", query->metric}, {"period", query->period}, {"confidence", query->confidence},
        {"limit", query->limit},   {"cursor", query->cursor},
    };
    return tongbi_request(client, "GET", "/figures", params, COUNT(params), NULL, result);
}

/* It goes into a header line, which strips what is blank at its ends. */
bool tongbi_key_is_usable(const char *idempotency_key) {
    size_t len = strlen(idempotency_key);
    if (len == 0 || len > IDEMPOTENCY_KEY_MAX || idempotency_key[0] == ' ' || idempotency_key[len - 1] == ' ')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (idempotency_key[i] < ' ' || idempotency_key[i] > '~')
            return false;
    }
    return true;
}

enum tongbi_outcome tongbi_observations_post(struct tongbi *client, const struct tongbi_observations *options,
                                             const struct tongbi_body *body, struct tongbi_result *result) {
    static const struct tongbi_observations none = {0};
    options = options != NULL ? options : &none;
    const struct tongbi_param params[] = {{"partial", options->partial ? "1" : NULL},
                                          {"dry_run", options->dry_run ? "1" : NULL}};
    const struct request request = {.method = "POST",
                                    .path = "/observations",
                                    .params = params,
                                    .param_count = COUNT(params),
                                    .body = body,
                                    .idempotency_key = options->idempotency_key};
    result_init(result);
    if (options->idempotency_key != NULL && !tongbi_key_is_usable(options->idempotency_key))
        return result_fail(result, "an idempotency key is 1 to 255 printable ASCII letters");
    return request_send(client, &request, result);
}

enum tongbi_outcome tongbi_trend(struct tongbi *client, const struct tongbi_trend_query *query,
                                 struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"org", query->org},
        {"under", query->under},
        {"metric", query->metric},
        {"scope", query->scope},
        {"status", query->status},
        {"from", query->from},
        {"to", query->to},
        {"last", query->last},
        {"frequency", query->frequency},
        {"aggregation", query->aggregation},
        {"cumulation", query->cumulation},
        {"release", query->release},
        {"units", query->units},
        {"as_of", query->as_of},
        {"known_at", query->known_at},
        {"summary", query->summary},
        {"across_breaks", query->across_breaks},
    };
    return tongbi_request(client, "GET", "/trend", params, COUNT(params), NULL, result);
}

enum tongbi_outcome tongbi_compare(struct tongbi *client, const struct tongbi_compare_query *query,
                                   struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"metric", query->metric}, {"period", query->period},     {"against", query->against},
        {"org", query->orgs},      {"under", query->under},       {"scope", query->scope},
        {"sort", query->sort},     {"limit", query->limit},       {"release", query->release},
        {"as_of", query->as_of},   {"known_at", query->known_at}, {"across_breaks", query->across_breaks},
    };
    return tongbi_request(client, "GET", "/compare", params, COUNT(params), NULL, result);
}

enum tongbi_outcome tongbi_query(struct tongbi *client, const void *json, size_t length,
                                 struct tongbi_result *result) {
    const struct tongbi_body body = {
        .content_type = "application/json", .data = json != NULL ? json : "", .length = length};
    return tongbi_request(client, "POST", "/query", NULL, 0, &body, result);
}

enum tongbi_outcome tongbi_series_vintages(struct tongbi *client, const char *series,
                                           const struct tongbi_vintages_query *query,
                                           struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"status", query->status}, {"period", query->period},
                                          {"from", query->from},     {"to", query->to},
                                          {"as_of", query->as_of},   {"known_at", query->known_at}};
    struct request request = {.method = "GET", .params = params, .param_count = COUNT(params)};
    return ask_item(client, "/series", series, "/vintages", &request, result);
}

enum tongbi_outcome tongbi_claims(struct tongbi *client, const struct tongbi_claims_query *query,
                                  struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"verdict", query->verdict}, {"org", query->org},       {"under", query->under},
        {"metric", query->metric},   {"report", query->report}, {"period", query->period},
        {"basis", query->basis},     {"as_of", query->as_of},   {"known_at", query->known_at},
        {"limit", query->limit},     {"cursor", query->cursor}, {"across_breaks", query->across_breaks},
    };
    return tongbi_request(client, "GET", "/claims", params, COUNT(params), NULL, result);
}

bool tongbi_sink_file(void *context, const void *bytes, size_t length) {
    return fwrite(bytes, 1, length, context) == length;
}

/* What the Content-Type of an export must contain. NULL for an unknown format. */
static const char *export_type(const char *format) {
    static const struct {
        const char *format, *type;
    } types[] = {{"csv", "text/csv"}, {"ndjson", "ndjson"}, {"xlsx", "spreadsheetml"}};
    for (size_t i = 0; format != NULL && i < COUNT(types); i++) {
        if (strcmp(format, types[i].format) == 0)
            return types[i].type;
    }
    return NULL;
}

enum tongbi_outcome tongbi_export(struct tongbi *client, const struct tongbi_export_query *query,
                                  tongbi_sink_fn sink, void *context, struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"format", query->format},     {"org", query->org},
        {"under", query->under},       {"metric", query->metrics},
        {"scope", query->scope},       {"status", query->status},
        {"from", query->from},         {"to", query->to},
        {"vintages", query->vintages}, {"as_of", query->as_of},
        {"known_at", query->known_at}, {"quote", query->quote},
        {"bom", query->bom},
    };
    const struct request request = {.method = "GET",
                                    .path = "/export",
                                    .params = params,
                                    .param_count = COUNT(params),
                                    .sink = sink,
                                    .sink_context = context,
                                    .sink_type = export_type(query->format)};
    result_init(result);
    if (request.sink_type == NULL)
        return result_fail(result, "an export is csv, ndjson or xlsx");
    return request_send(client, &request, result);
}

static const char *catalogue_path(enum tongbi_catalogue catalogue) {
    return catalogue == TONGBI_ORGS ? "/orgs" : "/metrics";
}

enum tongbi_outcome tongbi_catalogue_import(struct tongbi *client, enum tongbi_catalogue catalogue,
                                            const struct tongbi_body *body, bool dry_run,
                                            struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"dry_run", dry_run ? "1" : NULL}};
    return tongbi_request(client, "POST", catalogue_path(catalogue), params, COUNT(params), body, result);
}

enum tongbi_outcome tongbi_catalogue_export(struct tongbi *client, enum tongbi_catalogue catalogue, bool bom,
                                            tongbi_sink_fn sink, void *context,
                                            struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"format", "csv"}, {"bom", bom ? "1" : NULL}};
    const struct request request = {.method = "GET",
                                    .path = catalogue_path(catalogue),
                                    .params = params,
                                    .param_count = COUNT(params),
                                    .sink = sink,
                                    .sink_context = context,
                                    .sink_type = "text/csv"};
    return request_send(client, &request, result);
}

static enum tongbi_outcome list(struct tongbi *client, const char *path,
                                const struct tongbi_list_query *query, struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"q", query->q}, {"under", query->under}, {"limit", query->limit}, {"cursor", query->cursor}};
    return tongbi_request(client, "GET", path, params, COUNT(params), NULL, result);
}

enum tongbi_outcome tongbi_org_list(struct tongbi *client, const struct tongbi_list_query *query,
                                    struct tongbi_result *result) {
    return list(client, "/orgs", query, result);
}

enum tongbi_outcome tongbi_org_get(struct tongbi *client, const char *code, struct tongbi_result *result) {
    return get_item(client, "/orgs", code, "", result);
}

/* Sends the object as JSON and releases it; NULL: what it was to be made of is no UTF-8, or memory is short. */
static enum tongbi_outcome send_object(struct tongbi *client, const char *method, char *path,
                                       const struct tongbi_param *param, json_t *object,
                                       struct tongbi_result *result) {
    enum tongbi_outcome outcome;
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    result_init(result);
    if (path == NULL || text == NULL) {
        outcome = result_fail(result, "a name is not UTF-8, or memory is short");
    } else {
        const struct tongbi_body body = {
            .content_type = "application/json", .data = text, .length = strlen(text)};
        outcome = tongbi_request(client, method, path, param, param != NULL, &body, result);
    }
    json_decref(object);
    free(text);
    free(path);
    return outcome;
}

/* "a,b" as an array under `key`; nothing for NULL. false: no UTF-8, or no memory. */
static bool add_listed(json_t *object, const char *key, const char *listed) {
    if (listed == NULL)
        return true;
    json_t *array = json_array();
    bool is_added = true;
    for (const char *at = listed[0] != '\0' ? listed : NULL; is_added && at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t len = comma != NULL ? (size_t)(comma - at) : strlen(at);
        is_added = json_array_append_new(array, json_stringn(at, len)) == 0;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return json_object_set_new(object, key, array) == 0 && is_added;
}

static bool add_name(json_t *object, const char *key, const char *name) {
    return name == NULL || json_object_set_new(object, key, json_string(name)) == 0;
}

enum tongbi_outcome tongbi_org_put(struct tongbi *client, const char *code, const char *name,
                                   const char *parent, const char *aliases, struct tongbi_result *result) {
    json_t *object = json_object();
    if (!add_name(object, "name", name) || !add_name(object, "parent", parent) ||
        !add_listed(object, "aliases", aliases)) {
        json_decref(object);
        object = NULL;
    }
    return send_object(client, "PUT", item_path("/orgs", code, ""), NULL, object, result);
}

enum tongbi_outcome tongbi_metric_list(struct tongbi *client, const struct tongbi_list_query *query,
                                       struct tongbi_result *result) {
    return list(client, "/metrics", query, result);
}

enum tongbi_outcome tongbi_metric_get(struct tongbi *client, const char *code, struct tongbi_result *result) {
    return get_item(client, "/metrics", code, "", result);
}

/* "/metrics/CODE/breaks/PERIOD": a period may hold a slash. */
static char *break_path(const char *code, const char *period) {
    char *suffix = item_path("/breaks", period, "");
    char *path = suffix != NULL ? item_path("/metrics", code, suffix) : NULL;
    free(suffix);
    return path;
}

enum tongbi_outcome tongbi_metric_break_put(struct tongbi *client, const char *code, const char *period,
                                            const char *note, struct tongbi_result *result) {
    return send_object(client, "PUT", break_path(code, period), NULL, json_pack("{s:s}", "note", note),
                       result);
}

enum tongbi_outcome tongbi_metric_break_remove(struct tongbi *client, const char *code, const char *period,
                                               struct tongbi_result *result) {
    char *path = break_path(code, period);
    result_init(result);
    enum tongbi_outcome outcome = path != NULL ? tongbi_request(client, "DELETE", path, NULL, 0, NULL, result)
                                               : result_fail(result, "memory is short");
    free(path);
    return outcome;
}

enum tongbi_outcome tongbi_metric_merge(struct tongbi *client, const char *code, const char *into,
                                        bool dry_run, struct tongbi_result *result) {
    const struct tongbi_param param = {"dry_run", dry_run ? "1" : NULL};
    return send_object(client, "PUT", item_path("/metrics", code, "/merge"), &param,
                       json_pack("{s:s}", "into", into), result);
}

enum tongbi_outcome tongbi_metric_unmerge(struct tongbi *client, const char *code,
                                          struct tongbi_result *result) {
    char *path = item_path("/metrics", code, "/merge");
    result_init(result);
    enum tongbi_outcome outcome = path != NULL ? tongbi_request(client, "DELETE", path, NULL, 0, NULL, result)
                                               : result_fail(result, "memory is short");
    free(path);
    return outcome;
}

enum tongbi_outcome tongbi_metric_split(struct tongbi *client, const char *code,
                                        const struct tongbi_split *split, struct tongbi_result *result) {
    json_t *object = json_object();
    bool is_whole = add_name(object, "into", split->into) && add_name(object, "name_zh", split->name_zh) &&
                    add_name(object, "name_en", split->name_en) &&
                    add_listed(object, "labels", split->labels) && add_listed(object, "orgs", split->orgs);
    if (!is_whole) {
        json_decref(object);
        object = NULL;
    }
    return send_object(client, "POST", item_path("/metrics", code, "/split"), NULL, object, result);
}

enum tongbi_outcome tongbi_series_list(struct tongbi *client, const struct tongbi_series_query *query,
                                       struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"org", query->org}, {"metric", query->metric}, {"limit", query->limit}, {"cursor", query->cursor}};
    return tongbi_request(client, "GET", "/series", params, COUNT(params), NULL, result);
}
