// SPDX-License-Identifier: MIT
// The Qt code of the chapter "A struct in a stream" of examples/PORTING.md, with random values.
// Behind each struct stand four QVariants: the same struct, a QMap<int,QString>, flags and an enum.
//     struct_peer write VERSION FLAGS SEED FILE    flags: 1 little endian
//     struct_peer read VERSION FLAGS FILE
// Both print a line for each value, which struct_program.c prints, too.
#include <QtGui>

#include <cstdio>
#include <cstdlib>

#include "porting_struct.hpp"

typedef QMap<int, QString> Numbered;

enum { NOTES = 200 };

template <typename T> static void registerType(const char *name)
{
    qRegisterMetaType<T>(name);
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
    qRegisterMetaTypeStreamOperators<T>(name);
#endif
}

static QString randomText(QRandomGenerator &random)
{
    static const QString pieces[] = {"a", "Grüße", "", "漢字", "😀", "x y", "|"};
    if (random.bounded(8) == 0)
        return QString();
    QString text = "";
    for (int i = random.bounded(4); i > 0; i--)
        text += pieces[random.bounded(7)];
    return text;
}

static Note randomNote(QRandomGenerator &random)
{
    Note note;
    note.title = randomText(random);
    for (int i = random.bounded(5); i > 0; i--)
        note.tags << randomText(random);
    if (random.bounded(8) != 0)
        note.created =
            QDateTime(QDate::fromJulianDay(2400000 + random.bounded(100000)),
                      QTime::fromMSecsSinceStartOfDay(random.bounded(86400000)), Qt::UTC);
    note.place = QRect(random.bounded(2000) - 1000, random.bounded(2000) - 1000,
                       random.bounded(500), random.bounded(500));
    if (random.bounded(8) != 0)
        note.color = QColor(random.bounded(256), random.bounded(256), random.bounded(256),
                            random.bounded(256));
    return note;
}

static void printText(const QString &text)
{
    printf(text.isNull() ? "null|" : "%s|", text.toUtf8().toHex().constData());
}

static void print(const Note &note)
{
    printText(note.title);
    for (const QString &tag : note.tags)
        printText(tag);
    if (note.created.isValid())
        printf("%lld %d %d|", note.created.date().toJulianDay(),
               note.created.time().msecsSinceStartOfDay(), int(note.created.timeSpec()));
    else
        printf("invalid|");
    printf("%d %d %d %d|", note.place.x(), note.place.y(), note.place.width(), note.place.height());
    if (note.color.isValid())
        printf("%d %d %d %d\n", note.color.red(), note.color.green(), note.color.blue(),
               note.color.alpha());
    else
        printf("invalid\n");
}

static void print(const Numbered &numbered)
{
    for (auto it = numbered.begin(); it != numbered.end(); ++it) {
        printf("%d=", it.key());
        printText(it.value());
    }
    printf("\n");
}

static void apply(QDataStream &stream, char **argv)
{
    stream.setVersion(atoi(argv[0]));
    stream.setByteOrder(atoi(argv[1]) & 1 ? QDataStream::LittleEndian : QDataStream::BigEndian);
    prepare(stream);
    registerType<Numbered>("QMap<int,QString>");
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
    registerType<Qt::Alignment>("Qt::Alignment");
    registerType<Qt::Orientation>("Qt::Orientation");
#else
    qRegisterMetaType<Qt::Alignment>();
    qRegisterMetaType<Qt::Orientation>();
#endif
}

static int write(char **argv)
{
    QRandomGenerator random(quint32(atoi(argv[2])));
    QFile file(argv[3]);
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    QDataStream stream(&file);
    apply(stream, argv);
    for (int i = 0; i < NOTES; i++) {
        Note note = i == 0 ? shopping() : randomNote(random);
        Numbered numbered;
        for (int j = random.bounded(4); j > 0; j--)
            numbered.insert(random.bounded(100) - 50, randomText(random));
        Qt::Alignment alignment(int(random.bounded(256)));
        Qt::Orientation orientation = random.bounded(2) ? Qt::Horizontal : Qt::Vertical;
        if (i == 1) { /* the way of the chapter */
            QByteArray bytes = save(note);
            Note again;
            if (!load(bytes, again) || save(again) != bytes)
                return 1;
        }
        stream << note << QVariant::fromValue(note) << QVariant::fromValue(numbered)
               << QVariant::fromValue(alignment) << QVariant::fromValue(orientation);
        print(note);
        print(numbered);
        printf("%d %d\n", int(alignment), int(orientation));
    }
    return stream.status() == QDataStream::Ok ? 0 : 1;
}

static int read(char **argv)
{
    QFile file(argv[2]);
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    QDataStream stream(&file);
    apply(stream, argv);
    while (!stream.atEnd()) {
        Note note;
        QVariant any, numbered, alignment, orientation;
        stream >> note >> any >> numbered >> alignment >> orientation;
        if (stream.status() != QDataStream::Ok || save(any.value<Note>()) != save(note)) {
            fprintf(stderr, "byte %lld, %s: status %d\n", file.pos(), any.typeName(),
                    int(stream.status()));
            return 1;
        }
        print(note);
        print(numbered.value<Numbered>());
        printf("%d %d\n", int(alignment.value<Qt::Alignment>()),
               int(orientation.value<Qt::Orientation>()));
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "write") == 0)
        return write(argv + 2);
    return argc == 5 && strcmp(argv[1], "read") == 0 ? read(argv + 2) : 2;
}
