// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include <QAction>
#include <QBuffer>
#include <QDataStream>
#include <QDebug>
#include <QLabel>
#include <QToolBar>

MainWindow::MainWindow(const QString &key, QWidget *parent)
    : QMainWindow(parent), sharedMemory(key), m_pLabel(new QLabel(tr("No picture yet")))
{
    setWindowTitle(tr("Display from shared memory"));
    m_pLabel->setAlignment(Qt::AlignCenter);
    m_pLabel->setMinimumSize(320, 240);
    setCentralWidget(m_pLabel);
    QAction *action = addToolBar(tr("Picture"))->addAction(tr("Load From Memory"));
    connect(action, &QAction::triggered, this, &MainWindow::loadFromMemory);
}

bool MainWindow::loadFromMemory()
{
    if (!sharedMemory.attach()) {
        qDebug() << "Unable to attach to shared memory segment:" << sharedMemory.errorString();
        return false;
    }

    QBuffer buffer;
    QDataStream in(&buffer);

    sharedMemory.lock();
    buffer.setData(static_cast<const char *>(sharedMemory.constData()), int(sharedMemory.size()));
    buffer.open(QBuffer::ReadOnly);
    in >> image;
    sharedMemory.unlock();
    sharedMemory.detach();

    m_pLabel->setPixmap(QPixmap::fromImage(image));
    return !image.isNull();
}
