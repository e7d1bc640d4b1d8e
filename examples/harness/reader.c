/* SPDX-License-Identifier: MIT */
#include <qsm/qsm.h>
#include <stdio.h>

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    qsm_shared_memory *memory = qsm_shared_memory_new_key(arguments[1]);
    qsm_image *wanted = qsm_image_new();
    qsm_image *got = qsm_image_new();
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool equal = false;
    if (!qsm_image_load(wanted, arguments[2]))
        (void)fprintf(stderr, "%s: %s\n", arguments[2], qsm_image_error_string(wanted));
    else if (!qsm_shared_memory_wait_for_image(memory, 10000, got, NULL, &report))
        (void)fprintf(stderr, "%s\n", report.message);
    else if (!(equal = qsm_image_equals(got, wanted)))
        (void)fprintf(stderr, "another picture: %d x %d\n", qsm_image_width(got),
                      qsm_image_height(got));
    qsm_image_free(got);
    qsm_image_free(wanted);
    qsm_shared_memory_free(memory);
    return equal ? 0 : 1;
}
