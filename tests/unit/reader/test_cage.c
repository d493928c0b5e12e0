/* A process in the cage may compute and answer. A program of its own tries the rest, for there is no way back out. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Its wait status. */
static int try_it(const char *what) {
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execl(CAGE_PROBE, "cage_probe", what, (char *)NULL);
        _exit(99);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void assert_exits(const char *what, int code) {
    int status = try_it(what);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != code)
        fail_msg("%s: status %x", what, (unsigned)status);
}

static void assert_ended_by(const char *what, int number) {
    int status = try_it(what);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != number)
        fail_msg("%s: status %x", what, (unsigned)status);
}

static void test_cage_when_computing_then_allowed(void **state) {
    (void)state;
    assert_exits("compute", 0);
}

static void test_cage_when_a_file_is_opened_then_refused(void **state) {
    (void)state;
    assert_exits("open", 1);
    assert_exits("create", 1);
    assert_exits("code", 1);
}

static void test_cage_when_it_reaches_out_then_ended(void **state) {
    (void)state;
    static const char *const deeds[] = {"socket", "exec", "fork", "kill", "trace", "unlink"};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        assert_ended_by(deeds[i], SIGSYS);
}

static void test_cage_when_it_spins_then_its_time_ends(void **state) {
    (void)state;
    assert_ended_by("spin", SIGXCPU);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cage_when_computing_then_allowed),
        cmocka_unit_test(test_cage_when_a_file_is_opened_then_refused),
        cmocka_unit_test(test_cage_when_it_reaches_out_then_ended),
        cmocka_unit_test(test_cage_when_it_spins_then_its_time_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
