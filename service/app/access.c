#include "app/access.h"

#include <string.h>

#include "app/task.h"
#include "base/clock.h"
#include "http/reply.h"
#include "storage/access_store.h"

static const char *const role_names[] = {"none", "viewer", "reporter", "reviewer", "admin"};

bool role_parse(struct text t, enum role *out) {
    for (int i = ROLE_NONE; i <= ROLE_ADMIN; i++)
        if (text_equal(t, text_from(role_names[i]))) {
            *out = (enum role)i;
            return true;
        }
    return false;
}

struct access_state {
    unsigned char sha256[DIGEST_BYTES];
};

/* SHA-256 spreads evenly, so its first bytes choose the slot. */
static struct access_entry *slot_of(struct worker *worker, const unsigned char *sha256) {
    size_t index = (size_t)sha256[0] << 8 | sha256[1];
    return &worker->access_cache[index % ACCESS_CACHE_SLOTS];
}

static bool may(enum role role, const struct http_request *request, struct err *err) {
    enum role needed = ROLE_ADMIN;
    const char *name = http_request_endpoint(request)->role;
    if (role_parse(text_from(name), &needed) && role >= needed)
        return true;
    return err_set(err, ERR_FORBIDDEN, "This needs a token of the role %s; yours is %s.", name,
                   role_names[role]);
}

/* The identity is the token's digest. */
static void settle(struct http_request *request, enum role role, const unsigned char *sha256) {
    struct err err;
    struct text kept =
        arena_text(http_request_arena(request), (struct text){(const char *)sha256, DIGEST_BYTES});
    if (kept.len != DIGEST_BYTES)
        (void)err_set(&err, ERR_OUT_OF_MEMORY, "No memory for the token.");
    else if (may(role, request, &err)) {
        http_request_admit(request, (void *)(uintptr_t)kept.ptr);
        return;
    }
    http_reply_error(request, &err);
}

static enum step ask_token(struct task *task) {
    struct access_state *state = task->state;
    token_ask(task_begin_ask(task), state->sha256);
    return task_ask(task);
}

static enum step use_token(struct task *task) {
    struct access_state *state = task->state;
    enum role role = ROLE_NONE;
    if (pg_rows(task->results, 0) == 0 || !role_parse(pg_text(task->results, 0, 0, 0), &role)) {
        err_set(&task->err, ERR_UNAUTHORIZED, "The token is not known, has expired, or was revoked.");
        return STEP_FAIL;
    }
    if (pg_text(task->results, 0, 0, 1).len > 0) { /* of a later version: its bounds are not known here */
        err_set(&task->err, ERR_FORBIDDEN,
                "The token is bound to an organisation, which this version cannot keep to.");
        return STEP_FAIL;
    }
    struct access_entry *entry = slot_of(task->worker, state->sha256);
    memcpy(entry->sha256, state->sha256, DIGEST_BYTES);
    entry->role = role;
    entry->valid_until_ms = clock_monotonic_ms() + config_token_cache_ms(task->worker->config);
    struct http_request *request = task->request;
    task_release(task);
    settle(request, role, entry->sha256);
    return STEP_DONE;
}

static const struct plan plan = {
    .name = "authenticate", .steps = {ask_token, use_token}, .state_size = sizeof(struct access_state)};

void access_authenticate(struct http_request *request, struct text token, void *context) {
    struct worker *worker = context;
    unsigned char sha256[DIGEST_BYTES];
    struct err err;
    if (!digest_sha256(token, sha256, &err)) {
        http_reply_error(request, &err);
        return;
    }
    const struct access_entry *entry = slot_of(worker, sha256);
    if (entry->valid_until_ms > clock_monotonic_ms() && memcmp(entry->sha256, sha256, DIGEST_BYTES) == 0)
        settle(request, entry->role, sha256);
    else
        task_start(worker, request, &plan, sha256);
}

const unsigned char *access_token(const struct http_request *request) {
    return http_request_identity(request);
}
