/* SPDX-License-Identifier: MIT */
/*
 * state_peer FOLDER: a window with docks and tool bars, and headers of tables, at known places.
 * Writes what saveState() says of them (window, header, rows), and what examples/window_state has
 * to print of it, as the widgets themselves say it (window.txt, header.txt, rows.txt).
 */
#include <QtWidgets>

static QString folder;

static void save(const char *name, const QByteArray &bytes)
{
    QFile file(folder + "/" + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", name);
}

/* ---- the main window ---- */

static QString areaName(int area)
{
    return area == Qt::LeftDockWidgetArea    ? "left"
           : area == Qt::RightDockWidgetArea ? "right"
           : area == Qt::TopDockWidgetArea   ? "top"
                                             : "bottom"; /* tool bar areas have the same numbers */
}

static QDockWidget *addDock(QMainWindow &window, const char *name, Qt::DockWidgetArea area)
{
    QDockWidget *dock = new QDockWidget(name);
    QWidget *contents = new QWidget;
    contents->setMinimumSize(50, 40);
    dock->setObjectName(QString::fromUtf8(name));
    dock->setWidget(contents);
    window.addDockWidget(area, dock);
    return dock;
}

static QToolBar *addToolBar(QMainWindow &window, const char *name, Qt::ToolBarArea area)
{
    QToolBar *bar = new QToolBar;
    bar->setObjectName(QString::fromUtf8(name));
    bar->addAction("action");
    window.addToolBar(area, bar);
    return bar;
}

static QString dockText(QMainWindow &window, QDockWidget *dock, const QString &place)
{
    QString text = "dock " + dock->objectName() + ": " + areaName(window.dockWidgetArea(dock));
    QRect at = dock->geometry();
    if (dock->isFloating())
        return text + QString(", floating %1x%2 at %3,%4\n")
                          .arg(at.width())
                          .arg(at.height())
                          .arg(at.x())
                          .arg(at.y());
    if (dock->isHidden())
        return text + ", hidden\n";
    QString size = QString("%1x%2").arg(at.width()).arg(at.height());
    if (place == "wide")
        size = QString("%1 pixels wide").arg(at.width());
    else if (!place.isEmpty())
        size = place;
    return text + ", " + size + "\n";
}

static QString barText(QMainWindow &window, QToolBar *bar, int line)
{
    QString place = bar->isFloating() ? QString("floating") : QString("line %1").arg(line);
    return "tool bar " + bar->objectName() + ": " + areaName(window.toolBarArea(bar)) + ", " +
           place + (bar->isHidden() ? ", hidden\n" : "\n");
}

static void saveWindow()
{
    QMainWindow window;
    window.setCentralWidget(new QTextEdit);
    window.resize(900, 700);
    QDockWidget *files = addDock(window, "files", Qt::LeftDockWidgetArea);
    QDockWidget *outline = addDock(window, "outline \xc3\xa4", Qt::LeftDockWidgetArea);
    QDockWidget *notes = addDock(window, "notes", Qt::LeftDockWidgetArea);
    QDockWidget *log = addDock(window, "log", Qt::BottomDockWidgetArea);
    QDockWidget *find = addDock(window, "find", Qt::BottomDockWidgetArea);
    QDockWidget *help = addDock(window, "help", Qt::RightDockWidgetArea);
    QDockWidget *colors = addDock(window, "colors", Qt::RightDockWidgetArea);
    QDockWidget *ruler = addDock(window, "ruler", Qt::TopDockWidgetArea);
    QDockWidget *scale = addDock(window, "scale", Qt::TopDockWidgetArea);
    window.splitDockWidget(outline, notes, Qt::Horizontal);
    window.tabifyDockWidget(log, find);
    find->raise();
    QToolBar *main = addToolBar(window, "main", Qt::TopToolBarArea);
    QToolBar *edit = addToolBar(window, "edit", Qt::TopToolBarArea);
    window.addToolBarBreak(Qt::TopToolBarArea);
    QToolBar *view = addToolBar(window, "view", Qt::TopToolBarArea);
    QToolBar *side = addToolBar(window, "side", Qt::LeftToolBarArea);
    QToolBar *loose = addToolBar(window, "loose", Qt::BottomToolBarArea);
    edit->hide();
    help->hide();
    colors->setFloating(true);
    colors->setGeometry(100, 120, 300, 200);
    window.show();
    loose->setWindowFlags(Qt::Tool | Qt::FramelessWindowHint); /* as dragging does */
    loose->move(300, 400);
    loose->show();
    QApplication::processEvents();
    window.resizeDocks({files, outline}, {190, 230}, Qt::Vertical);
    window.resizeDocks({outline, notes}, {130, 160}, Qt::Horizontal);
    window.resizeDocks({ruler, scale}, {420, 300}, Qt::Horizontal);
    QApplication::processEvents();

    save("window", window.saveState(7));
    QSize central = window.centralWidget()->size();
    QString text = "main window, version 7\n";
    text += dockText(window, files, "") + dockText(window, outline, "wide");
    text += dockText(window, notes, "wide") + dockText(window, help, "");
    text += dockText(window, colors, "") + dockText(window, ruler, "");
    text += dockText(window, scale, "") + dockText(window, log, "tab 1 of 2");
    text += dockText(window, find, "tab 2 of 2, on top");
    text += QString("central widget: %1x%2\n").arg(central.width()).arg(central.height());
    text += barText(window, side, 1) + barText(window, main, 1) + barText(window, edit, 1);
    text += barText(window, view, 2) + barText(window, loose, 1);
    save("window.txt", text.toUtf8());
}

/* ---- headers ---- */

static QString headerText(QHeaderView *header)
{
    static const char *const modes[] = {"", ", stretched", ", fixed", ", as wide as its contents"};
    bool wide = header->orientation() == Qt::Horizontal;
    QString text = QString("%1 header, %2 sections, %3 pixels\n")
                       .arg(wide ? "horizontal" : "vertical")
                       .arg(header->count())
                       .arg(header->length());
    if (header->isSortIndicatorShown())
        text += QString("sorted by section %1, %2\n")
                    .arg(header->sortIndicatorSection())
                    .arg(header->sortIndicatorOrder() == Qt::AscendingOrder ? "ascending"
                                                                            : "descending");
    for (int place = 0; place < header->count(); place++) {
        int section = header->logicalIndex(place);
        bool hidden = header->isSectionHidden(section);
        if (hidden)
            header->showSection(section);
        text += QString("section %1: %2%3 pixels%4%5\n")
                    .arg(section)
                    .arg(hidden ? "hidden, " : "")
                    .arg(header->sectionSize(section))
                    .arg(hidden ? " when it is shown" : "")
                    .arg(modes[header->sectionResizeMode(section)]);
        if (hidden)
            header->hideSection(section);
    }
    return text;
}

static void saveHeaders()
{
    QTableWidget table(3, 5);
    table.show();
    QHeaderView *header = table.horizontalHeader();
    header->setSectionsMovable(true);
    header->setSortIndicator(2, Qt::DescendingOrder);
    header->setSortIndicatorShown(true);
    header->resizeSection(0, 111);
    header->resizeSection(1, 77);
    header->resizeSection(3, 55);
    header->moveSection(4, 1);
    header->hideSection(3);
    header->setSectionResizeMode(0, QHeaderView::Fixed);
    header->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    QApplication::processEvents();
    save("header", header->saveState());
    save("header.txt", headerText(header).toUtf8());
    QHeaderView *rows = table.verticalHeader(); /* nothing was moved, nothing is hidden */
    rows->resizeSection(1, 44);
    save("rows", rows->saveState());
    save("rows.txt", headerText(rows).toUtf8());
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc != 2)
        return 2;
    folder = QString::fromLocal8Bit(argv[1]);
    saveWindow();
    saveHeaders();
    return 0;
}
