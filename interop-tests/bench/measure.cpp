/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <QDir>

#include <unistd.h>

namespace bench
{

static clockid_t chosen_clock = CLOCK_MONOTONIC;

void useCpuClock(bool cpu)
{
    chosen_clock = cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
}

static double read(clockid_t clock)
{
    timespec time;
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

double nowNs()
{
    return read(chosen_clock);
}

double wallNs()
{
    return read(CLOCK_MONOTONIC);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    size_t half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double firstOfProcess(const char *side, const QString &key)
{
    char program[4096] = "";
    require(readlink("/proc/self/exe", program, sizeof program - 1) > 0, "this program's name");
    const char *clock = chosen_clock == CLOCK_MONOTONIC ? "wall" : "cpu";
    std::string command =
        std::string("'") + program + "' --first " + side + " '" + key.toStdString() + "' " + clock;
    FILE *child = popen(command.c_str(), "r");
    double ns = 0;
    require(child != nullptr && std::fscanf(child, "%lf", &ns) == 1 && pclose(child) == 0,
            "the first get of a process");
    return ns;
}

void Experiment::addMedian(const std::string &side, int runs, const std::function<double()> &work)
{
    std::vector<double> values;
    for (int i = 0; i < runs; i++)
        values.push_back(work());
    add(side, median(std::move(values)));
}

void Experiment::addMean(const std::string &side, int runs, const std::function<void()> &work)
{
    double ns = timed([&] {
        for (int i = 0; i < runs; i++)
            work();
    });
    add(side, ns / runs);
}

void Experiment::print() const
{
    std::printf("{\"experiment\": \"%s\", \"subject\": \"%s\", \"notes\": {", m_name.c_str(),
                m_subject.c_str());
    const char *comma = "";
    for (const auto &[key, value] : m_notes) {
        std::printf("%s\"%s\": %.0f", comma, key.c_str(), value);
        comma = ", ";
    }
    std::printf("}, \"ns\": {");
    comma = "";
    for (const auto &[side, values] : m_samples) {
        std::printf("%s\"%s\": [", comma, side.c_str());
        for (size_t i = 0; i < values.size(); i++)
            std::printf("%s%.1f", i ? ", " : "", values[i]);
        std::printf("]");
        comma = ", ";
    }
    std::printf("}}\n");
    std::fflush(stdout);
}

void broken(const std::string &what)
{
    std::fprintf(stderr, "bench: %s\n", what.c_str());
    std::exit(1);
}

void require(bool good, const char *what)
{
    if (!good)
        broken(what);
}

QString freshKey(const char *purpose)
{
    static int count = 0;
    return QStringLiteral("qsm-bench-%1-%2-%3")
        .arg(QLatin1String(purpose))
        .arg(getpid())
        .arg(++count);
}

std::vector<Picture> loadPictures(const QString &folder, const Options &options)
{
    std::vector<Picture> pictures;
    const auto files =
        QDir(folder).entryInfoList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        QImage image(file.filePath());
        require(!image.isNull(), "a picture cannot be read");
        if (image.width() > 2000 && !options.large)
            continue;
        pictures.push_back({file.completeBaseName(), image});
    }
    require(!pictures.empty(), "there are no pictures");
    return pictures;
}

} // namespace bench
