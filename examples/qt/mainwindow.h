// SPDX-License-Identifier: MIT
#ifndef MAINWINDOW_H
#define MAINWINDOW_H

#include <QImage>
#include <QMainWindow>
#include <QSharedMemory>

class QLabel;

// Process B: takes the picture out of shared memory and shows it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

  public:
    explicit MainWindow(const QString &key, QWidget *parent = nullptr);

    const QImage &picture() const
    {
        return image;
    }

  public slots:
    bool loadFromMemory();

  private:
    QSharedMemory sharedMemory;
    QImage image;
    QLabel *m_pLabel;
};

#endif
