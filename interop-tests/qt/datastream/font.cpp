// SPDX-License-Identifier: MIT
// QFont.
#include "gui_types.h"

#include "convert.h"

#include <cstdlib>

#include <qsm/gui_values.h>

#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
// QFont::Weight of Qt 5, for 100, 200 to 900.
static const int legacy[] = {0, 12, 25, 50, 57, 63, 75, 81, 87};

static uint16_t weightOf(const QFont &font)
{
    int nearest = 0;
    for (int i = 0; i < 9; i++) {
        if (std::abs(font.weight() - legacy[i]) < std::abs(font.weight() - legacy[nearest]))
            nearest = i;
    }
    return uint16_t(100 * (nearest + 1));
}

static void setWeight(QFont &font, int weight)
{
    font.setWeight(legacy[qBound(0, weight / 100 - 1, 8)]);
}
#else
static uint16_t weightOf(const QFont &font)
{
    return uint16_t(font.weight());
}

static void setWeight(QFont &font, int weight)
{
    font.setWeight(static_cast<QFont::Weight>(weight));
}
#endif

// QFont does not say whether setFixedPitch() was called, but fonts that differ in it are different.
static bool ignoresPitch(const QFont &font)
{
    QFont fixed = font;
    fixed.setFixedPitch(font.fixedPitch());
    return !(fixed == font);
}

static uint8_t bitsOf(const QFont &font)
{
    const struct {
        bool set;
        int bit;
    } bits[] = {{font.style() != QFont::StyleNormal, QSM_FONT_ITALIC},
                {font.style() == QFont::StyleOblique, QSM_FONT_OBLIQUE},
                {font.underline(), QSM_FONT_UNDERLINE},
                {font.strikeOut(), QSM_FONT_STRIKE_OUT},
                {font.overline(), QSM_FONT_OVERLINE},
                {font.fixedPitch(), QSM_FONT_FIXED_PITCH},
                {font.kerning(), QSM_FONT_KERNING}};
    int all = 0;
    for (const auto &bit : bits)
        all |= bit.set ? bit.bit : 0;
    return uint8_t(all);
}

static bool set(qsm_variant *variant, const QFont &value)
{
    Keep keep;
    std::vector<qsm_text> families;
    for (const QString &family : value.families())
        families.push_back(keep.text(family));
    qsm_font font = QSM_INIT(qsm_font);
    font.family = keep.text(value.family());
    font.style_name = keep.text(value.styleName().isEmpty() ? QString() : value.styleName());
    font.families = keep.array(families);
    font.family_count = families.size();
    font.point_size = value.pointSizeF();
    font.pixel_size = value.pixelSize();
    font.weight = weightOf(value);
    font.stretch = uint16_t(value.stretch());
    font.style_strategy = uint16_t(value.styleStrategy());
    font.style_hint = uint8_t(value.styleHint());
    font.bits = bitsOf(value);
    if (ignoresPitch(value))
        font.more_bits |= QSM_FONT_IGNORE_PITCH;
    if (value.letterSpacingType() == QFont::AbsoluteSpacing)
        font.more_bits |= QSM_FONT_ABSOLUTE_SPACING;
    font.hinting = uint8_t(value.hintingPreference());
    font.capitalization = uint8_t(value.capitalization());
    font.letter_spacing = qRound(value.letterSpacing() * 64);
    font.word_spacing = qRound(value.wordSpacing() * 64);
    return qsm_variant_set_font(variant, &font);
}

static QStringList familiesOf(const qsm_font &font)
{
    QStringList families;
    for (size_t i = 0; i < font.family_count; i++)
        families.append(toQt(font.families[i]));
    return families;
}

static void setNames(QFont &value, const qsm_font &font)
{
    value.setFamily(toQt(font.family));
    if (font.family_count > 0)
        value.setFamilies(familiesOf(font));
    if (font.style_name.size > 0)
        value.setStyleName(toQt(font.style_name));
}

static void setSizes(QFont &value, const qsm_font &font)
{
    if (font.point_size > 0)
        value.setPointSizeF(font.point_size);
    if (font.pixel_size > 0)
        value.setPixelSize(font.pixel_size);
    setWeight(value, font.weight);
    value.setStretch(font.stretch);
    value.setLetterSpacing(font.more_bits & QSM_FONT_ABSOLUTE_SPACING ? QFont::AbsoluteSpacing
                                                                      : QFont::PercentageSpacing,
                           font.letter_spacing / 64.0);
    value.setWordSpacing(font.word_spacing / 64.0);
}

static void setStyle(QFont &value, const qsm_font &font)
{
    value.setStyle(font.bits & QSM_FONT_OBLIQUE  ? QFont::StyleOblique
                   : font.bits & QSM_FONT_ITALIC ? QFont::StyleItalic
                                                 : QFont::StyleNormal);
    value.setUnderline(font.bits & QSM_FONT_UNDERLINE);
    value.setStrikeOut(font.bits & QSM_FONT_STRIKE_OUT);
    value.setOverline(font.bits & QSM_FONT_OVERLINE);
    value.setKerning(font.bits & QSM_FONT_KERNING);
    if (!(font.more_bits & QSM_FONT_IGNORE_PITCH))
        value.setFixedPitch(font.bits & QSM_FONT_FIXED_PITCH);
    value.setStyleHint(static_cast<QFont::StyleHint>(font.style_hint),
                       static_cast<QFont::StyleStrategy>(font.style_strategy));
    value.setHintingPreference(static_cast<QFont::HintingPreference>(font.hinting));
    value.setCapitalization(static_cast<QFont::Capitalization>(font.capitalization));
}

static void get(const qsm_variant *variant, QFont &value)
{
    const qsm_font *font = qsm_variant_font(variant);
    if (!font)
        return;
    setNames(value, *font);
    setSizes(value, *font);
    setStyle(value, *font);
}

QSM_TREE_ONLY(QFont, "QFont")
