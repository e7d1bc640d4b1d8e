// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/utf8.h
 * Conversions between UTF-8, Latin-1 and UTF-16, and quoted text, for QString. Not for programs.
 */
#ifndef QSM_QT_UTF8_H
#define QSM_QT_UTF8_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace qsm_qt_detail
{

/** What a byte that is not valid becomes. */
const std::uint32_t replacement = 0xfffd;

inline void appendUtf8(std::string &to, std::uint32_t character)
{
    const unsigned extra = character < 0x80      ? 0
                           : character < 0x800   ? 1
                           : character < 0x10000 ? 2
                                                 : 3;
    static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};

    to += static_cast<char>(first[extra] | character >> (6 * extra));
    for (unsigned i = extra; i > 0; i--)
        to += static_cast<char>(0x80 | (character >> (6 * (i - 1)) & 0x3f));
}

/** The character at position, which moves behind it. */
inline std::uint32_t nextCharacter(const std::string &text, std::size_t &position)
{
    static const std::uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char first = static_cast<unsigned char>(text[position++]);
    const std::size_t extra = first < 0x80   ? 0
                              : first < 0xc2 ? 9
                              : first < 0xe0 ? 1
                              : first < 0xf0 ? 2
                              : first < 0xf5 ? 3
                                             : 9;
    std::uint32_t character = extra == 0 ? first : first & (0x3fU >> extra);

    if (extra > 3 || extra > text.size() - position)
        return replacement;
    for (std::size_t i = 0; i < extra; i++) {
        const unsigned char byte = static_cast<unsigned char>(text[position + i]);
        if ((byte & 0xc0) != 0x80)
            return replacement;
        character = character << 6 | (byte & 0x3fU);
    }
    if (character < least[extra] || character > 0x10ffff ||
        (character >= 0xd800 && character < 0xe000))
        return replacement;
    position += extra;
    return character;
}

/** Valid UTF-8 of any bytes. */
inline std::string validUtf8(const std::string &bytes)
{
    std::string text;

    for (std::size_t i = 0; i < bytes.size();)
        appendUtf8(text, nextCharacter(bytes, i));
    return text;
}

inline std::string utf8OfLatin1(const char *latin1, std::size_t size)
{
    std::string text;

    for (std::size_t i = 0; i < size; i++)
        appendUtf8(text, static_cast<unsigned char>(latin1[i]));
    return text;
}

inline std::u16string utf16(const std::string &text)
{
    std::u16string units;

    for (std::size_t i = 0; i < text.size();) {
        const std::uint32_t character = nextCharacter(text, i);
        if (character >= 0x10000)
            units += static_cast<char16_t>(0xd7c0 + (character >> 10));
        units +=
            static_cast<char16_t>(character < 0x10000 ? character : 0xdc00 + (character & 0x3ff));
    }
    return units;
}

/** '?' for each UTF-16 unit that Latin-1 lacks, as in Qt. */
inline std::string latin1(const std::string &text)
{
    std::string bytes;

    for (char16_t unit : utf16(text))
        bytes += unit < 0x100 ? static_cast<char>(unit) : '?';
    return bytes;
}

/** The escape of a character that has one of one letter, NULL for the others. */
inline const char *escape(char character)
{
    static const char *const escapes[] = {"\b\\b", "\f\\f",  "\n\\n", "\r\\r",
                                          "\t\\t", "\"\\\"", "\\\\\\"};

    for (const char *candidate : escapes)
        if (candidate[0] == character)
            return candidate + 1;
    return nullptr;
}

inline std::string hexadecimal(unsigned byte)
{
    static const char digits[] = "0123456789ABCDEF";

    return {digits[byte >> 4], digits[byte & 15]};
}

/** As qDebug() writes a QString. Every character beyond ASCII counts as printable. */
inline std::string quotedText(const std::string &text)
{
    std::string quoted("\"");

    for (char character : text) {
        const unsigned char byte = static_cast<unsigned char>(character);
        if (escape(character) != nullptr)
            quoted += escape(character);
        else if (byte < 0x20 || byte == 0x7f)
            quoted += "\\u00" + hexadecimal(byte);
        else
            quoted += character;
    }
    return quoted + '"';
}

/** As qDebug() writes a QByteArray. */
inline std::string quotedBytes(const std::string &bytes)
{
    std::string quoted("\"");
    bool joins = false; // a digit that follows would belong to the escape

    for (char character : bytes) {
        const unsigned char byte = static_cast<unsigned char>(character);
        if (joins && std::strchr("0123456789abcdefABCDEF", character) != nullptr)
            quoted += "\"\"";
        joins = escape(character) == nullptr && (byte < 0x20 || byte >= 0x7f);
        if (escape(character) != nullptr)
            quoted += escape(character);
        else if (joins)
            quoted += "\\x" + hexadecimal(byte);
        else
            quoted += character;
    }
    return quoted + '"';
}

} // namespace qsm_qt_detail

#endif
