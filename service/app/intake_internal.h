/* Of intake.c and intake_link.c only. */
#ifndef TONGBI_APP_INTAKE_INTERNAL_H
#define TONGBI_APP_INTAKE_INTERNAL_H

#include "app/intake.h"

#endif
