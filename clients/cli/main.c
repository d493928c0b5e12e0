#include <signal.h>

#include "cli.h"

int main(int argc, char **argv) {
    /* A reader that leaves (| head) is an error of the output, not a reason to be killed in the middle of a call. */
    signal(SIGPIPE, SIG_IGN);
    return cli_run(argc, argv, stdin, stdout, stderr);
}
