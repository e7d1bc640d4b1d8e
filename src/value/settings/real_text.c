/* SPDX-License-Identifier: MIT */
/* Real numbers as text in C's notation, also where the locale has another decimal point. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "value/settings/settings.h"

enum { MOST_DIGITS = 17, DIGITS = 400, MOST_EXPONENT = 100000 };

/* The fewest digits that read back the same, and the power of ten of the first. */
static int shortest(double value, char digits[MOST_DIGITS + 1])
{
    char text[QSM_REAL_TEXT];
    for (int count = 1; count <= MOST_DIGITS; count++) {
        (void)snprintf(text, sizeof text, "%.*e", count - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    size_t size = 0;
    for (const char *at = text; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9')
            digits[size++] = *at;
    }
    digits[size] = '\0';
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/* 1.5e-05 */
static void put_exponent(char *out, size_t room, const char *digits, int power)
{
    (void)snprintf(out, room, "%c%s%se%c%02d", digits[0], digits[1] != '\0' ? "." : "", digits + 1,
                   power < 0 ? '-' : '+', abs(power));
}

/* 0.00015, 1.5, 1500 */
static void put_plain(char *out, size_t room, const char *digits, int power)
{
    int count = (int)strlen(digits);
    if (power < 0)
        (void)snprintf(out, room, "0.%.*s%s", -power - 1, "0000", digits);
    else if (power + 1 < count)
        (void)snprintf(out, room, "%.*s.%s", power + 1, digits, digits + power + 1);
    else
        (void)snprintf(out, room, "%s%.*s", digits, power + 1 - count, "0000000");
}

void qsm__settings_real_text(char text[QSM_REAL_TEXT], double value, int qt)
{
    char digits[MOST_DIGITS + 1] = "";
    if (isnan(value) || value == 0) { /* -0 is 0 in Qt */
        (void)snprintf(text, QSM_REAL_TEXT, "%s", value == 0 ? "0" : "nan");
        return;
    }
    bool negative = value < 0;
    text[0] = '-';
    if (isinf(value)) {
        (void)snprintf(text + negative, QSM_REAL_TEXT - 1, "inf");
        return;
    }
    int power = shortest(fabs(value), digits);
    /* The shorter notation; Qt 5 counts a decimal point that a single digit does not have. */
    int spared = digits[1] == '\0' && qt >= QSM_QT_6;
    bool plain = power + 1 >= -3 + spared && power + 1 <= (int)strlen(digits) + 5 - spared;
    (plain ? put_plain : put_exponent)(text + negative, QSM_REAL_TEXT - 1, digits, power);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool sign(const char **at, const char *end)
{
    bool negative = *at < end && **at == '-';
    if (negative || (*at < end && **at == '+'))
        ++*at;
    return negative;
}

/* The digits without the decimal point, and its place. False: there are none, or too many. */
static bool take_digits(const char **at, const char *end, char digits[DIGITS], long *exponent)
{
    size_t size = 0;
    bool fraction = false;
    for (; *at < end && (is_digit(**at) || (**at == '.' && !fraction)); ++*at) {
        if (**at == '.') {
            fraction = true;
            continue;
        }
        if (size == DIGITS - 1)
            return false;
        digits[size++] = **at;
        *exponent -= fraction;
    }
    digits[size] = '\0';
    return size > 0;
}

/* e-05. False: it has no digits. */
static bool take_exponent(const char **at, const char *end, long *exponent)
{
    long power = 0;
    ++*at;
    bool negative = sign(at, end);
    bool ok = *at < end;
    for (; *at < end && is_digit(**at); ++*at) {
        if (power < MOST_EXPONENT)
            power = power * 10 + (**at - '0');
    }
    *exponent += negative ? -power : power;
    return ok;
}

bool qsm__settings_real_of_text(const char *text, size_t size, double *value)
{
    char digits[DIGITS];
    char whole[DIGITS + 32];
    const char *end = text + size;
    long exponent = 0;
    bool negative = sign(&text, end);
    if (end - text == 3 && (memcmp(text, "inf", 3) == 0 || memcmp(text, "nan", 3) == 0)) {
        *value = *text == 'n' ? (double)NAN : negative ? (double)-INFINITY : (double)INFINITY;
        return true;
    }
    if (!take_digits(&text, end, digits, &exponent))
        return false;
    if (text < end && (*text | 0x20) == 'e' && !take_exponent(&text, end, &exponent))
        return false;
    if (text < end)
        return false;
    (void)snprintf(whole, sizeof whole, "%s%se%ld", negative ? "-" : "", digits, exponent);
    *value = strtod(whole, NULL);
    return true;
}
