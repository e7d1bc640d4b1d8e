// SPDX-License-Identifier: MIT
#include "dialog.h"

#include <QBuffer>
#include <QDataStream>
#include <QDebug>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cstring>

Dialog::Dialog(const QString &key, QWidget *parent)
    : QDialog(parent), sharedMemory(key), label(new QLabel(tr("No picture yet")))
{
    setWindowTitle(tr("Load into shared memory"));
    label->setAlignment(Qt::AlignCenter);
    label->setMinimumSize(320, 240);
    auto *button = new QPushButton(tr("Load Image From File..."));
    connect(button, &QPushButton::clicked, this, &Dialog::loadFromFile);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(button);
}

void Dialog::loadFromFile()
{
    const QString fileName =
        QFileDialog::getOpenFileName(this, QString(), QString(), tr("Images (*.png *.xpm *.jpg)"));
    if (!fileName.isEmpty())
        load(fileName);
}

bool Dialog::load(const QString &fileName)
{
    if (sharedMemory.isAttached()) {
        if (!sharedMemory.detach())
            qDebug() << "Unable to detach from shared memory.";
    }

    if (!image.load(fileName)) {
        qDebug() << "Selected file is not an image, please select another.";
        return false;
    }
    label->setPixmap(QPixmap::fromImage(image));

    // load into shared memory
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    const int size = int(buffer.size());

    if (!sharedMemory.create(size)) {
        qDebug() << "Unable to create shared memory segment:" << sharedMemory.errorString();
        return false;
    }
    sharedMemory.lock();
    char *to = static_cast<char *>(sharedMemory.data());
    const char *from = buffer.data().constData();
    memcpy(to, from, size_t(qMin(int(sharedMemory.size()), size)));
    sharedMemory.unlock();
    return true;
}
