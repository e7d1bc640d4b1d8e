// SPDX-License-Identifier: MIT
// js8-gui KEY RECORDING.wav... -- JS8 ARGUMENT...: does what JS8Call does with its decoder, with
// real Qt. Creates the segment, starts JS8 in the current folder, gives it each recording in a
// round of its own, and prints what it prints. The decoder waits while the file .lock exists, and
// ends when the file .quit exists.
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSharedMemory>

#include <cstdio>
#include <cstring>

#include "commons.h" // of JS8Call: the struct in the segment

namespace
{

using Shared = struct dec_data; // a variable has the same name

const int wavHeader = 44;

int failed(const char *what)
{
    std::fprintf(stderr, "js8-gui: %s\n", what);
    return 1;
}

void makeFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        failed("a file cannot be written");
}

bool give(const QString &recording, int utc, Shared *shared)
{
    QFile file(recording);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(wavHeader))
        return false;
    const QByteArray bytes = file.read(sizeof shared->d2);
    std::memset(shared, 0, sizeof *shared);
    std::memcpy(shared->d2, bytes.constData(), size_t(bytes.size()));
    auto &parameters = shared->params;
    parameters.nutc = utc;
    parameters.ndiskdat = true;
    parameters.newdat = true;
    parameters.nmode = 8;
    parameters.nsubmodes = 1; // JS8A, "normal"
    parameters.nsubmode = -1;
    parameters.nfqso = 1500;
    parameters.nfa = 200;
    parameters.nfb = 4000;
    parameters.ntol = 20;
    parameters.ndepth = 3;
    parameters.kszA = NTMAX * RX_SAMPLE_RATE - 1;
    parameters.napwid = 75;
    parameters.n2pass = 2;
    parameters.nranera = 6;
    return !bytes.isEmpty();
}

// Prints what the decoder says, to the line with this beginning.
bool printTo(QProcess &js8, const char *end)
{
    QByteArray line;
    while (!line.startsWith(end)) {
        while (!js8.canReadLine()) {
            if (!js8.waitForReadyRead(60000))
                return false;
        }
        line = js8.readLine();
        std::fputs(line.constData(), stdout);
    }
    return true;
}

} // namespace

int main(int count, char *words[])
{
    QCoreApplication application(count, words);
    const QStringList arguments = application.arguments();
    const int end = arguments.indexOf("--");
    if (end < 3 || end + 1 >= count)
        return failed("usage: js8-gui KEY RECORDING.wav... -- JS8 ARGUMENT...");
    QSharedMemory memory(arguments[1]);
    if (!memory.create(sizeof(Shared)))
        return failed(qPrintable(memory.errorString()));
    makeFile(".lock");
    QProcess js8;
    js8.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    js8.start(arguments[end + 1], QStringList({"-s", arguments[1]}) + arguments.mid(end + 2));
    for (int i = 2; i < end; i++) {
        if (!give(arguments[i], i - 1, static_cast<Shared *>(memory.data())))
            return failed("a recording cannot be read");
        QFile::remove(".lock");
        if (!printTo(js8, "<DecodeStarted>"))
            return failed("js8 does not begin");
        makeFile(".lock");
        if (!printTo(js8, "<DecodeFinished>"))
            return failed("js8 does not finish");
    }
    makeFile(".quit");
    QFile::remove(".lock");
    return js8.waitForFinished(20000) && js8.exitCode() == 0 ? 0 : failed("js8 does not end");
}
