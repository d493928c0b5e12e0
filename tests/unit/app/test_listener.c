#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/listener.h"

static int port_of(int fd) {
    struct sockaddr_in address;
    socklen_t len = sizeof address;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    assert_int_equal(address.sin_family, AF_INET);
    assert_int_equal(address.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    return ntohs(address.sin_port);
}

static int option_of(int fd, int option) {
    int value = 0;
    socklen_t len = sizeof value;
    assert_int_equal(getsockopt(fd, SOL_SOCKET, option, &value, &len), 0);
    return value;
}

static bool can_connect(int port) {
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    bool is_open = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return is_open;
}

static void test_listener_open_when_port_0_then_one_free_port_on_all_sockets(void **state) {
    (void)state;
    enum { COUNT = 3 };
    int sockets[COUNT], port = 0;
    struct err err = {0};
    assert_true(listener_open("127.0.0.1", &port, COUNT, sockets, &err));
    assert_in_range(port, 1, 65535);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(port_of(sockets[i]), port);
        assert_int_equal(option_of(sockets[i], SO_ACCEPTCONN), 1);
        assert_true((fcntl(sockets[i], F_GETFL) & O_NONBLOCK) != 0);
        assert_true((fcntl(sockets[i], F_GETFD) & FD_CLOEXEC) != 0);
    }
    assert_true(can_connect(port));
    for (int i = 0; i < COUNT; i++)
        close(sockets[i]);
    assert_false(can_connect(port));
}

static void test_listener_open_when_port_is_taken_then_refused_with_words(void **state) {
    (void)state;
    int first[2], second[2] = {-1, -1}, port = 0;
    struct err err = {0};
    assert_true(listener_open("127.0.0.1", &port, 2, first, &err));
    int taken = port;
    assert_false(listener_open("127.0.0.1", &port, 2, second, &err));
    assert_int_equal(err.code, ERR_CONFIG);
    assert_string_equal(err.field, "listen_port");
    assert_non_null(strstr(err.detail, "Address already in use"));
    assert_non_null(strstr(err.detail, "--listen-port"));
    assert_int_equal(port, taken);
    close(first[0]);
    close(first[1]);
    assert_true(listener_open("127.0.0.1", &port, 1, second, &err));
    assert_int_equal(port, taken);
    close(second[0]);
}

static void test_listener_open_when_address_is_a_name_then_refused(void **state) {
    (void)state;
    static const char *const addresses[] = {"localhost", "", "127.0.0.256", "::g", "host.invalid"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        for (int wanted = 0; wanted <= 1; wanted++) {
            int fd = -1, port = wanted;
            struct err err = {0};
            assert_false(listener_open(addresses[i], &port, 1, &fd, &err));
            assert_int_equal(err.code, ERR_CONFIG);
            assert_string_equal(err.field, "listen_address");
            assert_non_null(strstr(err.detail, "is not a numeric IP address"));
            assert_int_equal(port, wanted);
        }
}

/* 192.0.2.0/24 is for documentation (RFC 5737): no machine has it. */
static void test_listener_open_when_address_is_not_ours_then_refused_and_nothing_left_open(void **state) {
    (void)state;
    int before = dup(STDIN_FILENO), fd = -1, port = 0;
    close(before);
    struct err err = {0};
    assert_false(listener_open("192.0.2.1", &port, 1, &fd, &err));
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.detail, "Cannot listen on 192.0.2.1"));
    int after = dup(STDIN_FILENO);
    assert_int_equal(after, before);
    close(after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listener_open_when_port_0_then_one_free_port_on_all_sockets),
        cmocka_unit_test(test_listener_open_when_port_is_taken_then_refused_with_words),
        cmocka_unit_test(test_listener_open_when_address_is_a_name_then_refused),
        cmocka_unit_test(test_listener_open_when_address_is_not_ours_then_refused_and_nothing_left_open)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
