/* commands: what `tongbid COMMAND` does. Each returns the exit status: 0 done, 1 failed, 2 usage. */
#ifndef TONGBI_APP_COMMANDS_H
#define TONGBI_APP_COMMANDS_H

/* argv as main got it; environment as environ. */
int commands_main(int argc, char **argv, char **environment);

#endif
