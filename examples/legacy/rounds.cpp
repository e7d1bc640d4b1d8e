// SPDX-License-Identifier: MIT
// rounds KEY RECORDING.wav... -- JT9 ARGUMENT...: does what the GUI of WSJT-X does with its
// decoder, with real Qt. Creates the segment, starts JT9 with "-s KEY", and gives it each recording
// (FT8) in a round of its own. Prints what jt9 prints. Before the rounds it prints the process
// number of jt9 to standard error and waits for a line, so that the process can be measured.
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSharedMemory>
#include <QThread>

#include <cstdio>
#include <cstring>

#include "commons.h" // of WSJT-X: the struct in the segment

namespace
{

const int samples = 180000; // 15 s
const int wavHeader = 44;

QSharedMemory memory;

dec_data *shared()
{
    return static_cast<dec_data *>(memory.data());
}

int failed(const char *what)
{
    std::fprintf(stderr, "rounds: %s\n", what);
    return 1;
}

void set(char *field, size_t size, const char *text)
{
    std::memset(field, ' ', size);
    std::memcpy(field, text, std::strlen(text));
}

// ipc[1] = 1 starts a round, 999 ends jt9. ipc[2] = 1 says that the end of the round was seen.
void order(int index, int value)
{
    memory.lock();
    shared()->ipc[index] = value;
    memory.unlock();
}

// jt9 waits for the second order between two rounds, and looks every 30 ms.
bool endRound()
{
    order(2, 1);
    for (int i = 0; i < 1000; i++) {
        memory.lock();
        const bool seen = shared()->ipc[2] == 0;
        memory.unlock();
        if (seen)
            return true;
        QThread::msleep(10);
    }
    return false;
}

// What jt9 sets itself when it reads a recording from a file.
void setParameters(int utc)
{
    auto &parameters = shared()->params;
    parameters.nutc = utc;
    parameters.ndiskdat = true;
    parameters.newdat = true;
    parameters.ntrperiod = 15;
    parameters.nfqso = 1500;
    parameters.npts8 = 74736;
    parameters.nfa = 200;
    parameters.nfSplit = 2700;
    parameters.nfb = 4000;
    parameters.ntol = 20;
    parameters.kin = 64800;
    parameters.nzhsym = 50;
    parameters.ndepth = 3;
    parameters.lft8apon = true;
    parameters.ljt65apon = true;
    parameters.napwid = 75;
    parameters.dttol = 3;
    parameters.n2pass = 2;
    parameters.nranera = 6;
    parameters.nmode = 8;
    parameters.ntxmode = 8;
    set(parameters.datetime, sizeof parameters.datetime, "2026-Jan-01 12:00");
    set(parameters.mycall, sizeof parameters.mycall, "K1ABC");
    set(parameters.mygrid, sizeof parameters.mygrid, "");
    set(parameters.hiscall, sizeof parameters.hiscall, "W9XYZ");
    set(parameters.hisgrid, sizeof parameters.hisgrid, "EN37");
}

bool give(const char *recording, int utc)
{
    QFile file(QString::fromLocal8Bit(recording));
    if (!file.open(QIODevice::ReadOnly) || !file.seek(wavHeader))
        return false;
    const QByteArray bytes = file.read(samples * 2);
    memory.lock();
    std::memset(shared(), 0, sizeof(dec_data));
    std::memcpy(shared()->d2, bytes.constData(), size_t(bytes.size()));
    setParameters(utc);
    memory.unlock();
    return bytes.size() == samples * 2;
}

bool printRound(QProcess &jt9)
{
    QByteArray line;
    while (!line.startsWith("<DecodeFinished>")) {
        while (!jt9.canReadLine()) {
            if (!jt9.waitForReadyRead(120000))
                return false;
        }
        line = jt9.readLine();
        std::fputs(line.constData(), stdout);
    }
    return true;
}

void letMeasure(const QProcess &jt9)
{
    std::fprintf(stderr, "%lld\n", jt9.processId());
    std::getchar();
}

} // namespace

int main(int count, char *words[])
{
    QCoreApplication application(count, words);
    const QStringList arguments = application.arguments();
    const int end = arguments.indexOf("--");
    if (end < 3 || end + 1 >= count)
        return failed("usage: rounds KEY RECORDING.wav... -- JT9 ARGUMENT...");
    memory.setKey(arguments[1]);
    if (!memory.create(sizeof(dec_data)))
        return failed(qPrintable(memory.errorString()));
    QProcess jt9;
    jt9.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    jt9.start(arguments[end + 1], QStringList({"-s", arguments[1]}) + arguments.mid(end + 2));
    letMeasure(jt9);
    for (int i = 2; i < end; i++) {
        if (!give(words[i], i - 1))
            return failed("a recording cannot be read");
        order(1, 1);
        if (!printRound(jt9) || !endRound())
            return failed("jt9 does not answer");
    }
    order(1, 999);
    return jt9.waitForFinished(20000) && jt9.exitCode() == 0 ? 0 : failed("jt9 does not end");
}
