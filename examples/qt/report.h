// SPDX-License-Identifier: MIT
#ifndef REPORT_H
#define REPORT_H

#include <QCryptographicHash>
#include <QImage>
#include <QTextStream>

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

#endif
