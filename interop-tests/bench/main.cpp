/* SPDX-License-Identifier: MIT */
/* qsm beside Qt in one process: samples as lines of JSON. bench/run calls it, report.py reads it.
 */
#include "measure.h"

#include <cstdio>
#include <cstring>

#include <QGuiApplication>

using namespace bench;

namespace
{

bool wanted(const Options &options, const char *experiment)
{
    return options.only.empty() || options.only.find(experiment) != std::string::npos;
}

void runAll(const Options &options, const QString &folder)
{
    if (wanted(options, "lock"))
        measureLocks(options);
    if (wanted(options, "values"))
        measureValues(options);
    const std::vector<Picture> pictures = loadPictures(folder, options);
    if (wanted(options, "get"))
        measureLargeSegment(pictures.front(), options);
    for (const Picture &picture : pictures) {
        std::fprintf(stderr, "  %s\n", qPrintable(picture.name));
        if (wanted(options, "get"))
            measureGet(picture, options);
        if (wanted(options, "put"))
            measurePut(picture, options);
        if (wanted(options, "simd"))
            measureSimd(picture, options);
    }
}

int usage()
{
    std::fprintf(stderr, "usage: qsm_bench [--quick] [--rounds N] [--clock cpu|wall] [--only "
                         "put,get,simd,lock,values] "
                         "FOLDER-OF-PICTURES\n");
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 5 && !std::strcmp(argv[1], "--first")) {
        useCpuClock(!std::strcmp(argv[4], "cpu"));
        return getAsFirst(argv[2], argv[3]);
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    Options options;
    const char *folder = nullptr;
    for (int i = 1; i < argc; i++) {
        if (!std::strcmp(argv[i], "--quick")) {
            options.quick = true;
            options.large = false;
            options.rounds = 3;
        } else if (!std::strcmp(argv[i], "--rounds") && i + 1 < argc) {
            options.rounds = std::atoi(argv[++i]);
        } else if (!std::strcmp(argv[i], "--clock") && i + 1 < argc) {
            useCpuClock(!std::strcmp(argv[++i], "cpu"));
        } else if (!std::strcmp(argv[i], "--only") && i + 1 < argc) {
            options.only = argv[++i];
        } else if (argv[i][0] != '-') {
            folder = argv[i];
        } else {
            return usage();
        }
    }
    if (!folder || options.rounds < 1)
        return usage();
    runAll(options, QString::fromLocal8Bit(folder));
    return 0;
}
