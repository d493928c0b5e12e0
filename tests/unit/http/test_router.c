/* router: matching, captures, allowed methods, the printed table. */
#include "harness.h"

static struct arena arena;
static struct router *router;

static void nothing(struct http_request *request, void *context) {
    (void)request;
    (void)context;
}

static const struct parameter list_parameters[] = {
    {.name = "under", .type = PARAMETER_TEXT},
    {.name = "limit", .type = PARAMETER_INT},
    {.name = NULL},
};
static const struct parameter one_parameters[] = {
    {.name = "id", .type = PARAMETER_INT},
    {.name = "quote", .type = PARAMETER_BOOL},
    {.name = NULL},
};
static const struct endpoint endpoints[] = {
    {.method = "GET", .path = "/", .role = "none", .handler = nothing},
    {.method = "GET",
     .path = "/v1/orgs",
     .role = "viewer",
     .parameters = list_parameters,
     .handler = nothing},
    {.method = "GET",
     .path = "/v1/rules/{id}",
     .role = "viewer",
     .parameters = one_parameters,
     .handler = nothing},
    {.method = "DELETE", .path = "/v1/rules/{id}", .role = "admin", .handler = nothing},
    {.method = "GET", .path = "/v1/rules/{id}/log/{line}", .role = "viewer", .handler = nothing},
    {.method = "POST", .path = "/v1/rules/test", .role = "reviewer", .handler = nothing},
    {.method = "GET", .path = "/v1/rules/new", .role = "viewer", .handler = nothing},
    {.method = "GET", .path = "/ui/{file*}", .role = "none", .handler = nothing},
};

static int begin(void **state) {
    struct err err;
    (void)state;
    arena_init(&arena, 256 * 1024);
    router = router_new(endpoints, sizeof endpoints / sizeof endpoints[0], &err);
    return router == NULL ? -1 : 0;
}

static int end(void **state) {
    (void)state;
    router_free(router);
    arena_fini(&arena);
    return 0;
}

static void test_match_when_found_then_the_best_endpoint_with_its_captures(void **state) {
    static const struct {
        const char *method, *path;
        size_t index;
        const char *first, *second;
    } cases[] = {
        {"GET", "/", 0, NULL, NULL},
        {"HEAD", "/v1/orgs", 1, NULL, NULL},
        {"GET", "/v1/rules/17", 2, "17", NULL},
        {"GET", "/v1/rules/new", 6, NULL, NULL},
        {"GET", "/v1/rules/%6Eew", 6, NULL, NULL},
        {"POST", "/v1/rules/test", 5, NULL, NULL},
        {"GET", "/v1/rules/test", 2, "test", NULL},
        {"DELETE", "/v1/rules/test", 3, "test", NULL},
        {"GET", "/v1/rules/a%20b/log/%E4%B8%80", 4, "a b", "一"},
        {"GET", "/v1/rules/a%2Fb", 2, "a/b", NULL},
        {"GET", "/v1/rules/a+b", 2, "a+b", NULL},
        {"GET", "/ui/x", 7, "x", NULL},
        {"GET", "/ui/css/../y.css", 7, "css/../y.css", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route route;
        struct err err;
        if (!router_match(router, text_from(cases[i].method), text_from(cases[i].path), &arena, &route, &err))
            fail_msg("case %zu: %s", i, err.detail);
        assert_int_equal(route.index, cases[i].index);
        assert_ptr_equal(route.endpoint, &endpoints[cases[i].index]);
        assert_int_equal(route.capture_count, (cases[i].first != NULL) + (cases[i].second != NULL));
        if (cases[i].first != NULL)
            assert_text(route.values[0], cases[i].first);
        if (cases[i].second != NULL) {
            assert_text(route.names[1], "line");
            assert_text(route.values[1], cases[i].second);
        }
    }
}

static void test_match_when_not_found_then_why(void **state) {
    static const struct {
        const char *method, *path;
        enum err_code code;
        const char *allow;
    } cases[] = {
        {"GET", "/v1", ERR_NOT_FOUND, ""},
        {"GET", "/v1/orgs/", ERR_NOT_FOUND, ""},
        {"GET", "//v1/orgs", ERR_NOT_FOUND, ""},
        {"GET", "/v1/Orgs", ERR_NOT_FOUND, ""},
        {"GET", "/v1/rules/", ERR_NOT_FOUND, ""},
        {"GET", "/v1%2Forgs", ERR_NOT_FOUND, ""},
        {"GET", "/ui/", ERR_NOT_FOUND, ""},
        {"POST", "/v1/orgs", ERR_METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS"},
        {"OPTIONS", "/v1/rules/17", ERR_METHOD_NOT_ALLOWED, "GET, HEAD, DELETE, OPTIONS"},
        {"PATCH", "/v1/rules/test", ERR_METHOD_NOT_ALLOWED, "GET, HEAD, DELETE, POST, OPTIONS"},
        {"GET", "/v1/rules/%", ERR_BAD_REQUEST, ""},
        {"GET", "/v1/rules/%4", ERR_BAD_REQUEST, ""},
        {"GET", "/v1/rules/%4g", ERR_BAD_REQUEST, ""},
        {"GET", "/v1/rules/%00", ERR_BAD_REQUEST, ""},
        {"GET", "/v1/rules/%01", ERR_BAD_REQUEST, ""},
        {"GET", "/v1/rules/%C0%AF", ERR_BAD_REQUEST, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route route;
        struct err err;
        assert_false(
            router_match(router, text_from(cases[i].method), text_from(cases[i].path), &arena, &route, &err));
        if (err.code != cases[i].code)
            fail_msg("case %zu: %s", i, err.detail);
        assert_string_equal(route.allow, cases[i].allow);
        assert_int_equal(route.index, 8);
    }
}

static void test_print_when_asked_then_sorted_lines(void **state) {
    struct buf out;
    (void)state;
    buf_init(&out, 10000);
    router_print(router, &out);
    assert_text(buf_text(&out), "DELETE /v1/rules/{id} admin -\n"
                                "GET / none -\n"
                                "GET /ui/{file*} none -\n"
                                "GET /v1/orgs viewer limit,under\n"
                                "GET /v1/rules/new viewer -\n"
                                "GET /v1/rules/{id} viewer quote\n"
                                "GET /v1/rules/{id}/log/{line} viewer -\n"
                                "POST /v1/rules/test reviewer -\n");
    buf_fini(&out);
}

static void test_labels_when_asked_then_in_the_order_of_the_table(void **state) {
    size_t count;
    (void)state;
    const char *const *labels = router_labels(router, &count);
    assert_int_equal(count, 8);
    assert_string_equal(labels[0], "GET /");
    assert_string_equal(labels[3], "DELETE /v1/rules/{id}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_when_found_then_the_best_endpoint_with_its_captures),
        cmocka_unit_test(test_match_when_not_found_then_why),
        cmocka_unit_test(test_print_when_asked_then_sorted_lines),
        cmocka_unit_test(test_labels_when_asked_then_in_the_order_of_the_table),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
