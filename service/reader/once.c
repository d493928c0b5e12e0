#include "reader/once.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "reader/frame.h"

enum { PIECE = 64 << 10 };

struct talk {
    int socket;
    int64_t until_ms;
    struct buf request, answer;
    size_t sent;
};

enum outcome { OUTCOME_GOING, OUTCOME_ANSWERED, OUTCOME_ENDED, OUTCOME_LATE, OUTCOME_GARBLED };

static bool is_transient(void) {
    return errno == EAGAIN || errno == EINTR;
}

static void say(struct talk *talk) {
    struct text rest = text_slice(buf_text(&talk->request), talk->sent, talk->request.len);
    ssize_t len = send(talk->socket, rest.ptr, rest.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (len > 0)
        talk->sent += (size_t)len;
    else if (len < 0 && !is_transient())
        talk->sent = talk->request.len; /* broken: what is to be read tells more */
}

static enum outcome hear(struct talk *talk) {
    char piece[PIECE];
    ssize_t len = recv(talk->socket, piece, sizeof piece, MSG_DONTWAIT);
    if (len < 0 && is_transient())
        return OUTCOME_GOING;
    if (len <= 0)
        return OUTCOME_ENDED;
    buf_add(&talk->answer, piece, (size_t)len);
    if (talk->answer.len < FRAME_HEAD)
        return OUTCOME_GOING;
    size_t whole = frame_length(talk->answer.ptr);
    if (whole == SIZE_MAX || talk->answer.len > whole + FRAME_HEAD || buf_failed(&talk->answer))
        return OUTCOME_GARBLED;
    return talk->answer.len == whole + FRAME_HEAD ? OUTCOME_ANSWERED : OUTCOME_GOING;
}

static enum outcome turn(struct talk *talk) {
    int64_t left = talk->until_ms - clock_monotonic_ms();
    bool has_more = talk->sent < talk->request.len;
    struct pollfd fd = {.fd = talk->socket, .events = (short)(POLLIN | (has_more ? POLLOUT : 0))};
    if (left <= 0)
        return OUTCOME_LATE;
    if (poll(&fd, 1, (int)left) < 0)
        return errno == EINTR ? OUTCOME_GOING : OUTCOME_ENDED;
    if ((fd.revents & POLLOUT) != 0 && has_more)
        say(talk);
    return (fd.revents & (POLLIN | POLLHUP | POLLERR)) != 0 ? hear(talk) : OUTCOME_GOING;
}

/* It has closed its side, and so has ended or does at once; else it is helped. */
static int await_end(struct process *process) {
    struct pollfd fd = {.fd = process->exit_fd, .events = POLLIN};
    enum { PATIENCE_MS = 1000 };
    int status = poll(&fd, 1, PATIENCE_MS) > 0 ? process_collect(process) : -1;
    if (status == -1) {
        process_stop(process);
        return SIGKILL; /* as waitpid says it */
    }
    process_close(process);
    return status;
}

static enum outcome converse(struct talk *talk) {
    enum outcome outcome = OUTCOME_GOING;
    while (outcome == OUTCOME_GOING)
        outcome = turn(talk);
    return outcome;
}

static bool conclude(const struct talk *talk, enum outcome outcome, struct process *process,
                     struct arena *arena, struct document *out, struct err *err) {
    struct text answer = buf_text(&talk->answer);
    switch (outcome) {
    case OUTCOME_ANSWERED:
        return frame_take_answer(arena, text_slice(answer, FRAME_HEAD, answer.len), out, err);
    case OUTCOME_ENDED:
        return process_explain(await_end(process), err);
    case OUTCOME_LATE:
        return err_set(err, ERR_UNREADABLE,
                       "The document could not be read in time. Is it very large, or damaged?");
    case OUTCOME_GARBLED:
    case OUTCOME_GOING:
        break;
    }
    return err_set(err, ERR_UNREADABLE, "The document could not be read: what came of it was garbled.");
}

bool reader_read_once(struct arena *arena, const struct process_options *options, int deadline_ms,
                      struct text content_type, struct text bytes, struct document *out, struct err *err) {
    struct process process;
    if (!process_start(options, &process, err))
        return false;
    struct talk talk = {.socket = process.socket, .until_ms = clock_monotonic_ms() + deadline_ms};
    const struct frame_request request = {content_type, bytes};
    buf_init(&talk.request, FRAME_BODY_MAX);
    buf_init(&talk.answer, FRAME_BODY_MAX);
    frame_put_request(&talk.request, &request);
    bool is_read = !buf_failed(&talk.request)
                       ? conclude(&talk, converse(&talk), &process, arena, out, err)
                       : err_set(err, ERR_OUT_OF_MEMORY, "No memory to have the document read.");
    if (process.pid > 0)
        process_stop(&process);
    buf_fini(&talk.request);
    buf_fini(&talk.answer);
    return is_read;
}
