/* Locks on files and shared memory of write-ahead logs, among the handles of one life of a disk. */

#include "disk.h"

#include <stdlib.h>
#include <string.h>

static bool is_dead(const handle *handle) {
    return !handle->disk->is_on || handle->life != handle->disk->life;
}

int handle_lock(sqlite3_file *file, int level) {
    handle *own = (handle *)file;
    if (!own->disk) return SQLITE_OK;
    pthread_mutex_lock(&own->disk->mutex);
    node *node = own->node;
    int code = SQLITE_OK;
    if (is_dead(own)) {
        code = SQLITE_IOERR_LOCK;
    } else if (level <= own->lock) {
        code = SQLITE_OK;
    } else if (level == SQLITE_LOCK_SHARED) {
        if (node->waiting || node->exclusive) code = SQLITE_BUSY;
        else node->shared++;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (node->reserved && node->reserved != own) code = SQLITE_BUSY;
        else node->reserved = own;
    } else { /* Exclusive, by way of pending, which lets nobody new in and is kept when it fails. */
        if ((node->waiting && node->waiting != own) || (node->reserved && node->reserved != own)) {
            code = SQLITE_BUSY;
        } else {
            node->waiting = own;
            own->lock = SQLITE_LOCK_PENDING;
            if (node->shared > 1) code = SQLITE_BUSY;
            else node->exclusive = own;
        }
    }
    if (code == SQLITE_OK && level > own->lock) own->lock = level;
    pthread_mutex_unlock(&own->disk->mutex);
    return code;
}

int handle_unlock(sqlite3_file *file, int level) {
    handle *own = (handle *)file;
    if (!own->disk) return SQLITE_OK;
    pthread_mutex_lock(&own->disk->mutex);
    node *node = own->node;
    if (!is_dead(own) && level < own->lock) {
        if (node->exclusive == own) node->exclusive = NULL;
        if (node->waiting == own) node->waiting = NULL;
        if (node->reserved == own) node->reserved = NULL;
        if (level == SQLITE_LOCK_NONE) node->shared--;
    }
    if (level < own->lock) own->lock = level;
    pthread_mutex_unlock(&own->disk->mutex);
    return SQLITE_OK;
}

int handle_check_reserved(sqlite3_file *file, int *is_reserved) {
    handle *own = (handle *)file;
    *is_reserved = 0;
    if (!own->disk) return SQLITE_OK;
    pthread_mutex_lock(&own->disk->mutex);
    int code = is_dead(own) ? SQLITE_IOERR_CHECKRESERVEDLOCK : SQLITE_OK;
    if (code == SQLITE_OK) *is_reserved = own->node->reserved != NULL;
    pthread_mutex_unlock(&own->disk->mutex);
    return code;
}

/* -- Shared memory ------------------------------------------------------------------------------ */

/* Held by its file and by every handle that has mapped it, dead ones too: they still look at it. */
struct shared_memory {
    unsigned references, users;
    int region_count;
    void **regions;
    int shared[SQLITE_SHM_NLOCK];
    const handle *exclusive[SQLITE_SHM_NLOCK];
};

void memory_release(shared_memory *memory) {
    if (--memory->references) return;
    for (int region = 0; region < memory->region_count; region++) free(memory->regions[region]);
    free(memory->regions);
    free(memory);
}

static bool extend_to(shared_memory *memory, int region, size_t size) {
    if (region < memory->region_count) return true;
    void **regions = realloc(memory->regions, (size_t)(region + 1) * sizeof *regions);
    if (!regions) return false;
    memory->regions = regions;
    while (memory->region_count <= region) {
        void *zeroes = calloc(1, size);
        if (!zeroes) return false;
        regions[memory->region_count++] = zeroes;
    }
    return true;
}

static shared_memory *attach(handle *own) {
    if (own->memory) return own->memory;
    node *node = own->node;
    if (!node->memory) {
        node->memory = calloc(1, sizeof *node->memory);
        if (!node->memory) return NULL;
        node->memory->references = 1;
    }
    node->memory->references++;
    node->memory->users++;
    return own->memory = node->memory;
}

int handle_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    handle *own = (handle *)file;
    *memory = NULL;
    if (!own->disk) return SQLITE_IOERR_SHMMAP;
    virtual_disk *disk = own->disk;
    pthread_mutex_lock(&disk->mutex);
    int code = SQLITE_IOERR_SHMMAP;
    if (!is_dead(own)) {
        virtual_fault fault = disk_step(disk, VIRTUAL_SHM_MAP);
        if (fault == VIRTUAL_NO_SPACE) code = SQLITE_IOERR_SHMSIZE;
        if (fault == VIRTUAL_NO_FAULT) {
            shared_memory *shared = attach(own);
            bool is_there = shared && (extend ? extend_to(shared, region, (size_t)size) : true);
            code = is_there ? SQLITE_OK : SQLITE_IOERR_NOMEM;
            if (is_there && region < shared->region_count) *memory = shared->regions[region];
        }
        disk_end_step(disk, fault);
    }
    pthread_mutex_unlock(&disk->mutex);
    return code;
}

static int take_locks(handle *own, unsigned bits, int offset, int count, int flags) {
    shared_memory *memory = own->memory;
    bool is_exclusive = flags & SQLITE_SHM_EXCLUSIVE;
    if ((is_exclusive ? own->exclusive : own->shared) & bits) return SQLITE_OK;
    for (int slot = offset; slot < offset + count; slot++)
        if (memory->exclusive[slot] || (is_exclusive && memory->shared[slot])) return SQLITE_BUSY;
    for (int slot = offset; slot < offset + count; slot++) {
        if (is_exclusive) memory->exclusive[slot] = own;
        else memory->shared[slot]++;
    }
    if (is_exclusive) own->exclusive |= bits;
    else own->shared |= bits;
    return SQLITE_OK;
}

static void give_back(handle *own, unsigned bits) {
    shared_memory *memory = own->memory;
    for (int slot = 0; slot < SQLITE_SHM_NLOCK; slot++) {
        if (!(bits >> slot & 1)) continue;
        if (own->exclusive >> slot & 1) memory->exclusive[slot] = NULL;
        if (own->shared >> slot & 1) memory->shared[slot]--;
    }
    own->exclusive &= ~bits;
    own->shared &= ~bits;
}

int handle_memory_lock(sqlite3_file *file, int offset, int count, int flags) {
    handle *own = (handle *)file;
    if (!own->disk || !own->memory) return SQLITE_IOERR_SHMLOCK;
    unsigned bits = ((1u << count) - 1) << offset;
    pthread_mutex_lock(&own->disk->mutex);
    int code = SQLITE_OK;
    if (is_dead(own)) code = SQLITE_IOERR_SHMLOCK;
    else if (flags & SQLITE_SHM_UNLOCK) give_back(own, bits);
    else code = take_locks(own, bits, offset, count, flags);
    pthread_mutex_unlock(&own->disk->mutex);
    return code;
}

void handle_barrier(sqlite3_file *file) {
    (void)file;
    __sync_synchronize();
}

int handle_unmap(sqlite3_file *file, int delete_memory) {
    (void)delete_memory; /* It goes with the last user in any case, as after a process's end. */
    handle *own = (handle *)file;
    if (!own->memory) return SQLITE_OK;
    pthread_mutex_lock(&own->disk->mutex);
    shared_memory *memory = own->memory;
    give_back(own, (1u << SQLITE_SHM_NLOCK) - 1);
    own->memory = NULL;
    if (--memory->users == 0 && own->node->memory == memory) {
        own->node->memory = NULL;
        memory_release(memory);
    }
    memory_release(memory);
    pthread_mutex_unlock(&own->disk->mutex);
    return SQLITE_OK;
}
