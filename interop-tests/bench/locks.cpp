/* SPDX-License-Identifier: MIT */
/* Locks: attach + lock + unlock + detach beside Qt, and lock + unlock beside the bare system calls.
 */
#include "measure.h"

#include <sys/ipc.h>
#include <sys/sem.h>

#include <QSharedMemory>

#include "images.h"

namespace bench
{

namespace
{

// A System V semaphore of its own with the calls that a lock comes down to.
class BareSemaphore
{
  public:
    BareSemaphore() : m_id(semget(IPC_PRIVATE, 1, 0600))
    {
        step(1);
    }
    ~BareSemaphore()
    {
        semctl(m_id, 0, IPC_RMID);
    }
    void pair()
    {
        step(-1);
        step(1);
    }

  private:
    void step(short change)
    {
        sembuf operation = {0, change, SEM_UNDO};
        require(semop(m_id, &operation, 1) == 0, "semop failed");
    }
    int m_id;
};

void qtVisit(QSharedMemory &shared)
{
    require(shared.attach() && shared.lock() && shared.unlock() && shared.detach(), "Qt's visit");
}

void qsmVisit(qsm_shared_memory *shared)
{
    require(qsm_shared_memory_attach(shared, QSM_SHARED_MEMORY_READ_WRITE) &&
                qsm_shared_memory_lock(shared) && qsm_shared_memory_unlock(shared) &&
                qsm_shared_memory_detach(shared),
            "qsm's visit");
}

} // namespace

void measureLocks(const Options &options)
{
    QString key = freshKey("lock");
    QSharedMemory owner(key);
    require(owner.create(4096), "create");
    QSharedMemory qt(key);
    Shared qsm = sharedWithKey(key);
    int rounds = options.quick ? 9 : 25;

    Experiment visit("visit", "attach+lock+unlock+detach");
    for (int i = 0; i < rounds; i++) {
        visit.addMean("qt", 1000, [&] { qtVisit(qt); });
        visit.addMean("qsm", 1000, [&] { qsmVisit(qsm.get()); });
    }
    visit.print();

    require(qt.attach() && qsm_shared_memory_attach(qsm.get(), QSM_SHARED_MEMORY_READ_WRITE),
            "attach");
    BareSemaphore bare;
    Experiment lock("lock", "lock+unlock");
    for (int i = 0; i < rounds; i++) {
        lock.addMean("qt", 20000, [&] { require(qt.lock() && qt.unlock(), "Qt's lock"); });
        lock.addMean("bare", 20000, [&] { bare.pair(); });
        lock.addMean("qsm", 20000, [&] {
            require(qsm_shared_memory_lock(qsm.get()) && qsm_shared_memory_unlock(qsm.get()),
                    "qsm's lock");
        });
    }
    lock.print();
}

} // namespace bench
