// SPDX-License-Identifier: MIT
// The main window as a program. With --save it loads from memory at once, writes the picture to a
// file and ends, so that it can be driven by a script without a screen:
//   QT_QPA_PLATFORM=offscreen ./mainwindow --key hello --save copy.png
#include "mainwindow.h"
#include "report.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    QCommandLineOption key("key", "Key of the shared memory.", "key", "shared_image");
    QCommandLineOption save("save", "Load at once, write the picture to file and end.", "file");
    parser.addOptions({key, save});
    parser.process(app);

    MainWindow window(parser.value(key));
    window.show();
    if (!parser.isSet(save))
        return app.exec();
    if (!window.loadFromMemory())
        return 1;
    report("received", window.picture());
    return window.picture().save(parser.value(save)) ? 0 : 1;
}
