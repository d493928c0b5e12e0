#include "base/digits.h"

const char digits_pairs[201] = "00010203040506070809"
                               "10111213141516171819"
                               "20212223242526272829"
                               "30313233343536373839"
                               "40414243444546474849"
                               "50515253545556575859"
                               "60616263646566676869"
                               "70717273747576777879"
                               "80818283848586878889"
                               "90919293949596979899";

char *digits_before(char *end, uint64_t value) {
    for (; value >= 100; value /= 100)
        digits_two(end -= 2, (unsigned)(value % 100));
    if (value >= 10)
        return digits_two(end - 2, (unsigned)value) - 2;
    *--end = (char)('0' + (int)value);
    return end;
}
