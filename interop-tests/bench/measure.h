/* SPDX-License-Identifier: MIT */
/*
 * What all measurements share. One experiment is a number of rounds; in each round everything that
 * is to be compared runs once, one after the other, so that what disturbs the machine disturbs all
 * of it alike. What comes out are samples, a line of JSON an experiment; report.py judges.
 */
#ifndef QSM_BENCH_MEASURE_H
#define QSM_BENCH_MEASURE_H

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <QImage>
#include <QString>

namespace bench
{

struct Options {
    int rounds = 9;
    bool quick = false;
    bool large = true; // also the 4K pictures
    std::string only;  // run only experiments whose name contains this
};

struct Picture {
    QString name; // photo, screen, ...
    QImage image;
};

// Time on the wall, or that this process was given: the latter where others use the machine too.
double nowNs();
void useCpuClock(bool cpu);
double wallNs();

template <typename Work> double timed(Work &&work)
{
    double begun = nowNs();
    work();
    return nowNs() - begun;
}

double median(std::vector<double> values);

// What a new process needs for its first get; it is this program, called with --first.
double firstOfProcess(const char *side, const QString &key);
int getAsFirst(const char *side, const char *key);

class Experiment
{
  public:
    Experiment(std::string name, std::string subject)
        : m_name(std::move(name)), m_subject(std::move(subject))
    {
    }
    void add(const std::string &side, double ns)
    {
        m_samples[side].push_back(ns);
    }
    // Short work: the median of several runs is one sample.
    void addMedian(const std::string &side, int runs, const std::function<double()> &work);
    // Very short work: the mean of many runs is one sample.
    void addMean(const std::string &side, int runs, const std::function<void()> &work);
    // A number that belongs to the experiment: bytes, pixels.
    void note(const std::string &key, double value)
    {
        m_notes[key] = value;
    }
    void print() const;

  private:
    std::string m_name, m_subject;
    std::map<std::string, std::vector<double>> m_samples;
    std::map<std::string, double> m_notes;
};

// Ends the program: a figure for a wrong result would be worth nothing.
[[noreturn]] void broken(const std::string &what);
void require(bool good, const char *what);

// A key no other program uses.
QString freshKey(const char *purpose);

std::vector<Picture> loadPictures(const QString &folder, const Options &options);

void measurePut(const Picture &picture, const Options &options);
void measureGet(const Picture &picture, const Options &options);
void measureLargeSegment(const Picture &picture, const Options &options);
void measureSimd(const Picture &picture, const Options &options);
void measureLocks(const Options &options);
void measureValues(const Options &options);

} // namespace bench

#endif
