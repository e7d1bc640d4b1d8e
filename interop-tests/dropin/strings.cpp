// SPDX-License-Identifier: MIT
// QString, QLatin1String, QByteArray and qDebug() of include/qsm/qt: what they do with fixed and
// with random text. Built with each Qt, too; test_behaviour.py compares the outputs.
#include <QByteArray>
#include <QLatin1String>
#include <QString>
#include <QtDebug>

#include <climits>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

static unsigned long long seed = 1;

static unsigned random(unsigned below)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return unsigned(seed >> 33) % below;
}

// Bytes of which many belong to UTF-8 sequences, whole and broken.
static std::string randomBytes()
{
    static const char *const pieces[] = {"a",        "%1",           "\xc3\xa4",     "\xe2\x82\xac",
                                         "\xf0\x9f", "\xf0\x9f\x98", "\x80",         "\xed\xa0\x80",
                                         "\xef\xbb", "\xef\xbb\xbf", "\xf4\x90\x80", "\xc0\xaf",
                                         "\xff",     "\n",           "\x7f",         "%12"};
    std::string bytes;

    for (unsigned i = random(8); i > 0; i--)
        bytes += random(3) == 0 ? std::string(1, char(1 + random(255)))
                                : pieces[random(sizeof pieces / sizeof pieces[0])];
    return bytes;
}

static std::string hexadecimal(const std::string &bytes)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;

    for (char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[byte & 15];
    }
    return text;
}

static void show(const char *what, const QString &text)
{
    std::printf("%s: %s%s, %d units, Latin-1 %s\n", what, text.isNull() ? "null " : "",
                hexadecimal(text.toStdString()).c_str(), int(text.size()),
                hexadecimal(text.toLatin1().toStdString()).c_str());
}

static void conversions(const std::string &bytes)
{
    std::printf("bytes %s\n", hexadecimal(bytes).c_str());
    show("UTF-8", QString::fromUtf8(bytes.data(), int(bytes.size())));
    show("constructor", QString(bytes.c_str()));
    show("Latin-1", QString::fromLatin1(bytes.data(), int(bytes.size())));
    show("QLatin1String", QLatin1String(bytes.c_str()));
    show("QByteArray", QString(QByteArray(bytes.c_str())));
    show("std::string", QString::fromStdString(bytes));
}

static void numbers()
{
    static const long long values[] = {0, 1, -1, 10, 255, INT_MAX, LLONG_MAX, LLONG_MIN, UINT_MAX};
    for (long long value : values)
        for (int base : {2, 8, 10, 16, 36}) {
            show("number", QString::number(value, base));
            show("unsigned", QString::number(static_cast<unsigned long long>(value), base));
            show("int", QString::number(int(value), base));
        }
    for (const char *text :
         {"", "0", "12", "-12", "+12", " 12", "12 ", "1x", "2147483648", "010"}) {
        bool ok;
        const int value = QString(text).toInt(&ok);
        std::printf("\"%s\" is %d, %d\n", text, value, ok);
    }
}

static void arguments(const std::string &bytes)
{
    const QString text = QString::fromUtf8(bytes.c_str());
    show("arg", (text + "%5").arg(QString("x%1y")));
    show("arg", (text + QString("%L3%2%02%10")).arg(7U));
    show("sum", QString("\xc3\xa4") + text + QLatin1String("\xe4") + "e");
}

static void comparisons(const std::string &bytes, const std::string &others)
{
    const QString one(bytes.c_str());
    const QString other(others.c_str());
    const bool mark = bytes.compare(0, 3, "\xef\xbb\xbf") == 0; // Qt 6.4 compares it, Qt 5 does not
    std::printf("%d %d %d %d %d %d %d\n", one == other, one != other, one < other,
                mark || one == bytes.c_str(), one.startsWith(other), one.endsWith(other),
                one.contains(other));
}

// qDebug() writes to standard error, which the test reads with standard output.
static void debug(const std::string &bytes)
{
    std::string ascii;
    for (char byte : bytes)
        ascii += char(byte & 127);
    std::fflush(stdout);
    qDebug() << QString::fromLatin1(ascii.c_str()) << QByteArray(bytes.c_str())
             << QLatin1String(ascii.c_str());
}

static void debugValues()
{
    std::fflush(stdout);
    qDebug("%d %s", 12, "text");
    qWarning("%s", "");
    qDebug() << true << 'c' << short(-3) << 4U << 5L << 6ULL << 1.5 << 1e10F << 1.0 / 3 << "text";
    qDebug().nospace() << QString("a") << 1 << "b";
    qDebug().noquote() << QString("a") << QByteArray("b\n") << QString("c");
    qInfo() << "";
    qCritical() << QString() << QByteArray() << nullptr;
    qDebug() << reinterpret_cast<const void *>(0xabcd) << "end ";
    QDebug part = qDebug();
    part << "in";
    part << "parts";
    const QString text("printable");
    show("nothing to replace", text.arg(1));
    qDebug("%s %s", qPrintable(text), qUtf8Printable(text + "!"));
}

static void nulls()
{
    const QString none, empty("");
    std::printf("%d %d %d %d %d\n", none.isNull(), empty.isNull(), none.isEmpty(), none == empty,
                QString(static_cast<const char *>(nullptr)).isNull());
    std::printf("%d %d %d\n", none.toUtf8().isNull(), empty.toUtf8().isNull(),
                none.startsWith(empty));
    std::printf("%d %d\n", empty.endsWith(none), none.endsWith(empty));
    show("nothing and nothing", none + none);
    show("nothing and empty", none + empty);
    show("QStringLiteral", QStringLiteral("text"));
    show("null QByteArray", QString(QByteArray()));
    show("null QLatin1String", QLatin1String());
    QString text("a");
    text += QLatin1String("b");
    text.append("c");
    show("appended", text);
    text.clear();
    show("cleared", text);
}

int main()
{
    std::vector<std::string> texts = {"",
                                      "a",
                                      "\xef\xbb\xbf"
                                      "a",
                                      "\xf0\x9f\x98\x80",
                                      "\xed\x9f\xbf",
                                      "\xee\x80\x80",
                                      "%1%2%1",
                                      "%",
                                      "%%1",
                                      "%9%99",
                                      "%0"};
    for (int i = 0; i < 2000; i++)
        texts.push_back(randomBytes());
    for (const std::string &text : texts) {
        conversions(text);
        arguments(text);
        comparisons(text, texts[random(unsigned(texts.size()))]);
        debug(text);
    }
    numbers();
    debugValues();
    nulls();
    return 0;
}
