/* tongbid: the daemon and its administration. */
#include <unistd.h>

#include "app/commands.h"

int main(int argc, char **argv) {
    return commands_main(argc, argv, environ);
}
