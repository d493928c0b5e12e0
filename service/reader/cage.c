#include "reader/cage.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

enum { DESCRIPTORS = 16 };

static bool failed(struct err *err, const char *what) {
    return err_set(err, ERR_INTERNAL, "%s: %s", what, strerror(errno));
}

static bool bound(__rlimit_resource_t what, rlim_t most) {
    const struct rlimit limit = {most, most};
    return setrlimit(what, &limit) == 0;
}

/* SIGXCPU a second before SIGKILL, so that its end tells why. */
static bool bound_time(int seconds) {
    const struct rlimit limit = {(rlim_t)seconds, (rlim_t)seconds + 1};
    return setrlimit(RLIMIT_CPU, &limit) == 0;
}

static bool bound_all(const struct cage *cage) {
    return (IS_SANITIZED || bound(RLIMIT_AS, cage->memory)) && bound_time(cage->cpu_seconds) &&
           bound(RLIMIT_FSIZE, 0) && bound(RLIMIT_CORE, 0) && bound(RLIMIT_NOFILE, DESCRIPTORS) &&
           bound(RLIMIT_MEMLOCK, 0) && bound(RLIMIT_MSGQUEUE, 0);
}

/* Computing, memory, time, and the descriptors that are open. */
static const int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(readv),       SCMP_SYS(write),           SCMP_SYS(writev),
    SCMP_SYS(recvfrom),     SCMP_SYS(sendto),      SCMP_SYS(close),           SCMP_SYS(lseek),
    SCMP_SYS(fstat),        SCMP_SYS(brk),         SCMP_SYS(munmap),          SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(futex),       SCMP_SYS(clock_gettime),   SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday), SCMP_SYS(time),        SCMP_SYS(getrandom),       SCMP_SYS(getpid),
    SCMP_SYS(gettid),       SCMP_SYS(tgkill),      SCMP_SYS(rt_sigreturn),    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group),   SCMP_SYS(sched_yield), SCMP_SYS(getrusage),       SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),
};

/* Looking at files: refused, for libraries ask and live with a no. */
static const int denied[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),     SCMP_SYS(openat2), SCMP_SYS(stat),      SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx),      SCMP_SYS(access),  SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),   SCMP_SYS(readlinkat), SCMP_SYS(getcwd),  SCMP_SYS(uname),     SCMP_SYS(prlimit64),
    SCMP_SYS(getrlimit),  SCMP_SYS(fcntl),      SCMP_SYS(ioctl),
};

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = seccomp_rule_add(filter, action, calls[i], 0);
    return rc;
}

/* Memory may be had, but not such as would make bytes into a program. */
static int allow_unless_code(scmp_filter_ctx filter, int call) {
    enum { PROTECTION = 2, EXECUTE = 4 };
    int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                              SCMP_CMP(PROTECTION, SCMP_CMP_MASKED_EQ, EXECUTE, 0));
    return rc != 0 ? rc
                   : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 1,
                                      SCMP_CMP(PROTECTION, SCMP_CMP_MASKED_EQ, EXECUTE, EXECUTE));
}

static bool filter_calls(struct err *err) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc = filter != NULL ? 0 : -ENOMEM;
    rc = rc == 0 ? add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed)) : rc;
    rc = rc == 0 ? add_all(filter, SCMP_ACT_ERRNO(EACCES), denied, COUNT(denied)) : rc;
    rc = rc == 0 ? allow_unless_code(filter, SCMP_SYS(mmap)) : rc;
    rc = rc == 0 ? allow_unless_code(filter, SCMP_SYS(mprotect)) : rc;
    rc = rc == 0 ? seccomp_load(filter) : rc;
    seccomp_release(filter);
    return rc == 0 ||
           err_set(err, ERR_INTERNAL, "the system calls cannot be bounded (seccomp): %s", strerror(-rc));
}

bool cage_enter(const struct cage *cage, struct err *err) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        prctl(PR_SET_DUMPABLE, 0) != 0)
        return failed(err, "the process cannot give up its rights");
    if (!bound_all(cage))
        return failed(err, "the process cannot be bounded");
    return filter_calls(err);
}
