#include "tongbi.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "result.h"

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

static enum tongbi_outcome get_item(struct tongbi *client, const char *collection, const char *key,
                                    const char *suffix, struct tongbi_result *result) {
    result_init(result);
    if (key[0] == '\0')
        return result_fail(result, "an empty name names nothing");
    char *path = item_path(collection, key, suffix);
    if (path == NULL)
        return result_fail(result, "out of memory");
    enum tongbi_outcome outcome = tongbi_request(client, "GET", path, NULL, 0, NULL, result);
    free(path);
    return outcome;
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
        {"org", query->org}, {"under", query->under}, {"period", query->period}, {"state", query->state},
        {"q", query->q},     {"limit", query->limit}, {"cursor", query->cursor}};
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

enum tongbi_outcome tongbi_observations_post(struct tongbi *client, const struct tongbi_param *params,
                                             size_t param_count, const struct tongbi_body *body,
                                             struct tongbi_result *result) {
    return tongbi_request(client, "POST", "/observations", params, param_count, body, result);
}

enum tongbi_outcome tongbi_trend(struct tongbi *client, const struct tongbi_trend_query *query,
                                 struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"org", query->org},       {"metric", query->metric},       {"scope", query->scope},
        {"status", query->status}, {"from", query->from},           {"to", query->to},
        {"last", query->last},     {"frequency", query->frequency}, {"aggregation", query->aggregation},
        {"units", query->units},   {"as_of", query->as_of},         {"known_at", query->known_at}};
    return tongbi_request(client, "GET", "/trend", params, COUNT(params), NULL, result);
}

enum tongbi_outcome tongbi_compare(struct tongbi *client, const struct tongbi_compare_query *query,
                                   struct tongbi_result *result) {
    const struct tongbi_param params[] = {{"metric", query->metric},   {"period", query->period},
                                          {"against", query->against}, {"org", query->orgs},
                                          {"under", query->under},     {"scope", query->scope},
                                          {"sort", query->sort},       {"limit", query->limit},
                                          {"as_of", query->as_of},     {"known_at", query->known_at}};
    return tongbi_request(client, "GET", "/compare", params, COUNT(params), NULL, result);
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

/* {"name":…,"parent":…}; NULL without memory or when name is no UTF-8. Release with free. */
static char *org_json(const char *name, const char *parent) {
    json_t *object = parent != NULL ? json_pack("{s:s, s:s}", "name", name, "parent", parent)
                                    : json_pack("{s:s}", "name", name);
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

enum tongbi_outcome tongbi_org_put(struct tongbi *client, const char *code, const char *name,
                                   const char *parent, struct tongbi_result *result) {
    result_init(result);
    enum tongbi_outcome outcome;
    char *path = item_path("/orgs", code, "");
    char *text = org_json(name, parent);
    if (path == NULL || text == NULL) {
        outcome = result_fail(result, "the name is not UTF-8, or memory is short");
    } else {
        const struct tongbi_body body = {"application/json", text, strlen(text), NULL, NULL};
        outcome = tongbi_request(client, "PUT", path, NULL, 0, &body, result);
    }
    free(text);
    free(path);
    return outcome;
}

enum tongbi_outcome tongbi_metric_list(struct tongbi *client, const struct tongbi_list_query *query,
                                       struct tongbi_result *result) {
    return list(client, "/metrics", query, result);
}

enum tongbi_outcome tongbi_metric_get(struct tongbi *client, const char *code, struct tongbi_result *result) {
    return get_item(client, "/metrics", code, "", result);
}

enum tongbi_outcome tongbi_series_list(struct tongbi *client, const struct tongbi_series_query *query,
                                       struct tongbi_result *result) {
    const struct tongbi_param params[] = {
        {"org", query->org}, {"metric", query->metric}, {"limit", query->limit}, {"cursor", query->cursor}};
    return tongbi_request(client, "GET", "/series", params, COUNT(params), NULL, result);
}
