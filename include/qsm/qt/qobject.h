// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qobject.h
 * QObject: a parent deletes its children. There are no signals, properties and events. See
 * qglobal.h.
 */
#ifndef QSM_QT_QOBJECT_H
#define QSM_QT_QOBJECT_H

#include "qglobal.h"

#include <vector>

class QObject
{
  public:
    explicit QObject(QObject *parent = nullptr) : above(nullptr)
    {
        setParent(parent);
    }
    virtual ~QObject()
    {
        setParent(nullptr);
        while (!below.empty()) {
            QObject *child = below.front();
            child->setParent(nullptr);
            delete child;
        }
    }
    QObject *parent() const
    {
        return above;
    }
    void setParent(QObject *parent)
    {
        if (above != nullptr)
            above->below.erase(std::find(above->below.begin(), above->below.end(), this));
        above = parent;
        if (above != nullptr)
            above->below.push_back(this);
    }

  private:
    Q_DISABLE_COPY(QObject)

    QObject *above;
    std::vector<QObject *> below;
};

#endif
