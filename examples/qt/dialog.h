// SPDX-License-Identifier: MIT
#ifndef DIALOG_H
#define DIALOG_H

#include <QDialog>
#include <QImage>
#include <QSharedMemory>

class QLabel;

// Process A: loads a picture and puts it into shared memory.
class Dialog : public QDialog
{
    Q_OBJECT

  public:
    explicit Dialog(const QString &key, QWidget *parent = nullptr);

    bool load(const QString &fileName);
    const QImage &picture() const
    {
        return image;
    }

  public slots:
    void loadFromFile();

  private:
    QSharedMemory sharedMemory;
    QImage image;
    QLabel *label;
};

#endif
