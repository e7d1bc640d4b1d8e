/* SPDX-License-Identifier: MIT */
/* A program of the parent: it calls the library. qsm's own flags would warn of narrower(). */
#include <qsm/qsm.h>
#include <stdio.h>

int narrower(long number);

int narrower(long number)
{
    return number;
}

int main(void)
{
    printf("qsm %s in a parent\n", qsm_version());
    return narrower(0);
}
