#include "app/today.h"

#include <time.h>

#include "base/clock.h"

struct date today(void) {
    time_t now = (time_t)(clock_wall_ms() / 1000);
    struct tm local;
    localtime_r(&now, &local);
    return (struct date){(int16_t)(local.tm_year + 1900), (uint8_t)(local.tm_mon + 1),
                         (uint8_t)local.tm_mday};
}
