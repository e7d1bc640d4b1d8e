// SPDX-License-Identifier: MIT
// The dialog as a program. With a FILE it loads it at once and stays until standard input is
// closed (or for --hold-seconds), so that it can be driven by a script without a screen:
//   QT_QPA_PLATFORM=offscreen ./dialog --key hello photo.png
#include "dialog.h"
#include "report.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSocketNotifier>
#include <QTimer>

#include <unistd.h>

static void quitAtEndOfInput(QObject *parent)
{
    auto *input = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, parent);
    QObject::connect(input, &QSocketNotifier::activated, parent, [] {
        char bytes[256];
        if (read(STDIN_FILENO, bytes, sizeof bytes) <= 0)
            QCoreApplication::quit();
    });
}

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addPositionalArgument("file", "Picture to load at once.", "[file]");
    QCommandLineOption key("key", "Key of the shared memory.", "key", "shared_image");
    QCommandLineOption hold("hold-seconds", "How long to stay after loading file.", "seconds");
    parser.addOptions({key, hold});
    parser.process(app);

    Dialog dialog(parser.value(key));
    dialog.show();
    if (!parser.positionalArguments().isEmpty()) {
        if (!dialog.load(parser.positionalArguments().constFirst()))
            return 1;
        report("loaded", dialog.picture());
        if (parser.isSet(hold))
            QTimer::singleShot(int(parser.value(hold).toDouble() * 1000), &app,
                               &QApplication::quit);
        else
            quitAtEndOfInput(&app);
    }
    return app.exec();
}
