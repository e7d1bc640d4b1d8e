/* SPDX-License-Identifier: MIT */
/*
 * bench_plot ROWS OUT.png draws what report.py --plotted wrote: a panel a case, a line a picture,
 * and on it the times of Qt, of qsm, and of the floor. The axis is logarithmic.
 */
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>

namespace
{

constexpr int width = 900, left = 150, right = 30, line = 22, title = 34, legend = 40, axis = 30;
const QColor qt_color(0x9a, 0x9a, 0x9a), qsm_color(0x1f, 0x6f, 0xc4), floor_color(0xd9, 0x5f, 0x02);

[[noreturn]] void giveUp(const QString &what)
{
    std::fprintf(stderr, "bench_plot: %s\n", qPrintable(what));
    std::exit(1);
}

struct Row {
    QString panel, picture;
    double qt, qsm, floor; // nanoseconds; 0: none
};

std::vector<Row> load(const QString &path)
{
    std::vector<Row> rows;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        giveUp(path + QStringLiteral(" cannot be read"));
    while (!file.atEnd()) {
        const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
        rows.push_back(
            {row[QLatin1String("case")].toString(), row[QLatin1String("picture")].toString(),
             row[QLatin1String("qt_ns")].toDouble(), row[QLatin1String("qsm_ns")].toDouble(),
             row[QLatin1String("floor_ns")].toDouble()});
        if (rows.back().qt <= 0 || rows.back().qsm <= 0)
            giveUp(path + QStringLiteral(" has a row without times"));
    }
    if (rows.empty())
        giveUp(path + QStringLiteral(" has no rows"));
    return rows;
}

class Plot
{
  public:
    explicit Plot(std::vector<Row> rows);
    QImage draw();

  private:
    int x(double ns) const;
    void drawLegend();
    void drawDecades(int top, int bottom);
    void drawRow(const Row &row, int y);
    void mark(double ns, int y, const QColor &color);

    std::vector<Row> m_rows;
    double m_least = HUGE_VAL, m_most = 0; // powers of ten
    QImage m_image;
    QPainter m_painter;
};

Plot::Plot(std::vector<Row> rows) : m_rows(std::move(rows))
{
    int height = legend + axis;
    QString panel;
    for (const Row &row : m_rows) {
        for (double ns : {row.qt, row.qsm, row.floor > 0 ? row.floor : row.qsm}) {
            m_least = std::min(m_least, std::floor(std::log10(ns)));
            m_most = std::max(m_most, std::ceil(std::log10(ns)));
        }
        height += line + (row.panel != panel ? title : 0);
        panel = row.panel;
    }
    m_most = std::max(m_most, m_least + 1);
    m_image = QImage(width, height, QImage::Format_RGB32);
    m_image.fill(Qt::white);
}

int Plot::x(double ns) const
{
    double part = (std::log10(ns) - m_least) / (m_most - m_least);
    return left + int(std::lround(part * (width - left - right)));
}

void Plot::mark(double ns, int y, const QColor &color)
{
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(color);
    m_painter.drawEllipse(QPoint(x(ns), y), 5, 5);
}

void Plot::drawLegend()
{
    const struct {
        const char *text;
        QColor color;
    } sides[] = {{"Qt", qt_color}, {"qsm", qsm_color}, {"floor: copy and checksums", floor_color}};
    int at = left;
    for (const auto &side : sides) {
        m_painter.fillRect(at, legend / 2 - 5, 10, 10, side.color);
        m_painter.setPen(Qt::black);
        m_painter.drawText(at + 16, legend / 2 + 5, QLatin1String(side.text));
        at += 100;
    }
}

void Plot::drawDecades(int top, int bottom)
{
    static const char *const names[] = {"1 ns", "10 ns", "100 ns", "1 us", "10 us", "100 us",
                                        "1 ms", "10 ms", "100 ms", "1 s",  "10 s",  "100 s"};
    for (int power = int(m_least); power <= int(m_most); power++) {
        int at = x(std::pow(10, power));
        m_painter.setPen(QColor(0xdd, 0xdd, 0xdd));
        m_painter.drawLine(at, top, at, bottom);
        m_painter.setPen(Qt::black);
        if (power >= 0 && power < int(std::size(names)))
            m_painter.drawText(QRect(at - 40, bottom + 4, 80, 20), Qt::AlignHCenter,
                               QLatin1String(names[power]));
    }
}

void Plot::drawRow(const Row &row, int y)
{
    m_painter.setPen(Qt::black);
    m_painter.drawText(QRect(10, y - line / 2, left - 24, line), Qt::AlignRight | Qt::AlignVCenter,
                       row.picture);
    m_painter.setPen(QPen(QColor(0xbb, 0xbb, 0xbb), 2));
    m_painter.drawLine(x(row.qt), y, x(row.qsm), y);
    mark(row.qt, y, qt_color);
    mark(row.qsm, y, qsm_color);
    if (row.floor > 0)
        m_painter.fillRect(x(row.floor) - 1, y - 8, 3, 16, floor_color);
}

QImage Plot::draw()
{
    m_painter.begin(&m_image);
    m_painter.setRenderHint(QPainter::Antialiasing);
    drawDecades(legend, m_image.height() - axis);
    drawLegend();
    int y = legend;
    QString panel;
    for (const Row &row : m_rows) {
        if (row.panel != panel) {
            m_painter.setPen(Qt::black);
            m_painter.drawText(left, y + title - 10, row.panel);
            y += title;
            panel = row.panel;
        }
        drawRow(row, y + line / 2);
        y += line;
    }
    m_painter.end();
    return m_image;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    if (argc != 3)
        giveUp(QStringLiteral("usage: bench_plot ROWS OUT.png"));
    const QString path = QString::fromLocal8Bit(argv[2]);
    if (!Plot(load(QString::fromLocal8Bit(argv[1]))).draw().save(path, "PNG"))
        giveUp(path + QStringLiteral(" cannot be written"));
    return 0;
}
