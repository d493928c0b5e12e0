/* today: the date where the daemon runs (TZ), for what is published without a date. */
#ifndef TONGBI_APP_TODAY_H
#define TONGBI_APP_TODAY_H

#include "model/period.h"

struct date today(void);

#endif
