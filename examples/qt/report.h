// SPDX-License-Identifier: MIT
#ifndef REPORT_H
#define REPORT_H

#include <QCryptographicHash>
#include <QImage>
#include <QList>
#include <QTextStream>
#include <algorithm>

// One line about a picture for scripts: size, format, and a hash of the bytes of its rows.
inline void report(const char *what, const QImage &image)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray::fromRawData(reinterpret_cast<const char *>(image.constBits()),
                                         int(image.sizeInBytes())));
    QTextStream out(stdout);
    out << what << ' ' << image.width() << 'x' << image.height() << " format "
        << int(image.format()) << " sha1 " << QString::fromLatin1(hash.result().toHex()) << " qt "
        << qVersion() << '\n';
    out.flush();
}

// What one of several took: the median of these nanoseconds.
inline void reportTimes(const char *what, QList<qint64> times)
{
    std::sort(times.begin(), times.end());
    QTextStream(stdout) << times.size() << ' ' << what << ", median "
                        << times[times.size() / 2] / 1000 << " us\n";
}

#endif
