// SPDX-License-Identifier: MIT
// Qt's tests of 6.8 compare with the two names below, which the Qt 6.4 of this machine does not
// have.
#ifndef QSM_SHIM_QCOMPARISONTESTHELPER_P_H
#define QSM_SHIM_QCOMPARISONTESTHELPER_P_H

#include <type_traits>
#include <utility>

#define QT_TEST_EQUALITY_OPS(left, right, equal)                                                   \
    do {                                                                                           \
        QCOMPARE((left) == (right), (equal));                                                      \
        QCOMPARE((right) == (left), (equal));                                                      \
        QCOMPARE((left) != (right), !(equal));                                                     \
        QCOMPARE((right) != (left), !(equal));                                                     \
    } while (false)

namespace QTestPrivate
{

template <typename T> void testEqualityOperatorsCompile()
{
    using Object = const T &;
    static_assert(std::is_same_v<bool, decltype(std::declval<Object>() == std::declval<Object>())>);
    static_assert(std::is_same_v<bool, decltype(std::declval<Object>() != std::declval<Object>())>);
    static_assert(noexcept(std::declval<Object>() == std::declval<Object>()));
    static_assert(noexcept(std::declval<Object>() != std::declval<Object>()));
}

} // namespace QTestPrivate

#endif
