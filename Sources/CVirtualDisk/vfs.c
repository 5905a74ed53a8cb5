/* The VFS "virtual": what SQLite calls, for each call what it would get from Linux. */

#include "disk.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/* -- Open files --------------------------------------------------------------------------------- */

/* Takes the disk's mutex and counts a call; false for a dead handle. */
static bool enter(handle *own, virtual_call call, virtual_fault *fault) {
    *fault = VIRTUAL_NO_FAULT;
    if (!own->disk) return true;
    pthread_mutex_lock(&own->disk->mutex);
    if (own->disk->is_on && own->life == own->disk->life) {
        *fault = disk_step(own->disk, call);
        return true;
    }
    pthread_mutex_unlock(&own->disk->mutex);
    return false;
}

static int leave(handle *own, virtual_fault fault, int code) {
    if (!own->disk) return code;
    disk_end_step(own->disk, fault);
    pthread_mutex_unlock(&own->disk->mutex);
    return code;
}

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
    handle *own = (handle *)file;
    virtual_fault fault;
    if (!enter(own, VIRTUAL_READ, &fault)) return SQLITE_IOERR_READ;
    if (fault) return leave(own, fault, SQLITE_IOERR_READ);
    const buffer *live = &own->node->live;
    size_t there = (size_t)at < live->size ? live->size - (size_t)at : 0;
    if (there > (size_t)count) there = (size_t)count;
    if (there) memcpy(bytes, live->bytes + at, there);
    if (there == (size_t)count) return leave(own, fault, SQLITE_OK);
    memset((uint8_t *)bytes + there, 0, (size_t)count - there);
    return leave(own, fault, SQLITE_IOERR_SHORT_READ);
}

/* Writes what a fault lets through. */
static int write_under(
    handle *own, virtual_fault fault, const void *bytes, size_t count, size_t at) {
    virtual_disk *disk = own->disk;
    if (disk->is_read_only || fault == VIRTUAL_IO_ERROR) return SQLITE_IOERR_WRITE;
    if (fault == VIRTUAL_NO_SPACE) return SQLITE_FULL;
    if (!disk_has_room(disk, &own->node->live, at + count)) return SQLITE_FULL;
    if (fault == VIRTUAL_KILL && disk_random(disk) & 1) return SQLITE_IOERR_WRITE;
    if (fault == VIRTUAL_SHORT_WRITE) count /= 2;
    if (!platter_write(disk, own->node, at, bytes, count)) return SQLITE_IOERR_NOMEM;
    if (fault == VIRTUAL_SHORT_WRITE) return SQLITE_FULL;
    return fault ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    handle *own = (handle *)file;
    virtual_fault fault;
    if (!own->disk) {
        bool is_written = buffer_write(&own->node->live, (size_t)at, bytes, (size_t)count);
        return is_written ? SQLITE_OK : SQLITE_IOERR_NOMEM;
    }
    if (!enter(own, VIRTUAL_WRITE, &fault)) return SQLITE_IOERR_WRITE;
    return leave(own, fault, write_under(own, fault, bytes, (size_t)count, (size_t)at));
}

static int truncate_under(handle *own, virtual_fault fault, size_t size) {
    virtual_disk *disk = own->disk;
    bool is_undone = fault == VIRTUAL_KILL && disk_random(disk) & 1;
    if (disk->is_read_only || is_undone) return SQLITE_IOERR_TRUNCATE;
    if (fault && fault < VIRTUAL_POWER_CUT) return SQLITE_IOERR_TRUNCATE;
    if (!disk_has_room(disk, &own->node->live, size)) return SQLITE_FULL;
    if (!platter_truncate(disk, own->node, size)) return SQLITE_IOERR_NOMEM;
    return fault ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    handle *own = (handle *)file;
    virtual_fault fault;
    if (!own->disk)
        return buffer_resize(&own->node->live, (size_t)size) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
    if (!enter(own, VIRTUAL_TRUNCATE, &fault)) return SQLITE_IOERR_TRUNCATE;
    return leave(own, fault, truncate_under(own, fault, (size_t)size));
}

static int file_sync(sqlite3_file *file, int flags) {
    (void)flags;
    handle *own = (handle *)file;
    virtual_fault fault;
    if (!own->disk) return SQLITE_OK;
    if (!enter(own, VIRTUAL_SYNC, &fault)) return SQLITE_IOERR_FSYNC;
    if (fault == VIRTUAL_NO_FAULT) {
        platter_sync(own->disk, own->node, own->syncs_names);
        own->syncs_names = false;
        return leave(own, fault, SQLITE_OK);
    }
    if (fault < VIRTUAL_POWER_CUT) platter_fail_sync(own->disk, own->node);
    return leave(own, fault, SQLITE_IOERR_FSYNC);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    handle *own = (handle *)file;
    bool is_dead = false;
    if (own->disk) pthread_mutex_lock(&own->disk->mutex);
    *size = (sqlite3_int64)own->node->live.size;
    if (own->disk) {
        is_dead = !own->disk->is_on || own->life != own->disk->life;
        pthread_mutex_unlock(&own->disk->mutex);
    }
    return is_dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int file_close(sqlite3_file *file) {
    handle *own = (handle *)file;
    if (!own->disk) {
        node_release(own->node);
        return SQLITE_OK;
    }
    handle_unmap(file, 0);
    handle_unlock(file, SQLITE_LOCK_NONE);
    pthread_mutex_lock(&own->disk->mutex);
    node_release(own->node);
    pthread_mutex_unlock(&own->disk->mutex);
    disk_release(own->disk);
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    (void)file, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

/* As SQLite's own VFS has them on Linux. */
static int file_sector_size(sqlite3_file *file) {
    (void)file;
    return 4096;
}

static int file_characteristics(sqlite3_file *file) {
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = handle_lock,
    .xUnlock = handle_unlock,
    .xCheckReservedLock = handle_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = handle_map,
    .xShmLock = handle_memory_lock,
    .xShmBarrier = handle_barrier,
    .xShmUnmap = handle_unmap,
};

/* -- Names -------------------------------------------------------------------------------------- */

/* The file of a name, made if need be; NULL if there is none and none can be made. */
static node *open_under(virtual_disk *disk, virtual_fault fault, const char *name, int flags) {
    bool is_undone = fault == VIRTUAL_KILL && disk_random(disk) & 1;
    if (is_undone || (fault && fault < VIRTUAL_POWER_CUT)) return NULL;
    bool may_make = flags & SQLITE_OPEN_CREATE && !disk->is_read_only;
    entry *entry = may_make ? disk_make_entry(disk, name) : disk_entry(disk, name);
    if (!entry) return NULL;
    if (entry->live) return flags & SQLITE_OPEN_EXCLUSIVE ? NULL : node_retain(entry->live);
    if (!may_make) return NULL;
    node *made = node_create();
    if (made && platter_name(disk, entry, made)) return made;
    node_release(made);
    return NULL;
}

static int open_temporary(handle *own) {
    own->node = node_create();
    if (!own->node) return SQLITE_NOMEM;
    own->file.pMethods = &methods;
    return SQLITE_OK;
}

static int vfs_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out) {
    (void)vfs;
    handle *own = (handle *)file;
    memset(own, 0, sizeof *own);
    if (flags_out) *flags_out = flags;
    if (!path) return open_temporary(own);
    const char *name;
    virtual_disk *disk = disk_find(path, &name);
    if (!disk) return SQLITE_CANTOPEN;
    pthread_mutex_lock(&disk->mutex);
    if (disk->is_on) {
        virtual_fault fault = disk_step(disk, VIRTUAL_OPEN);
        own->node = open_under(disk, fault, name, flags);
        if (fault) node_release(own->node), own->node = NULL;
        own->life = disk->life;
        disk_end_step(disk, fault);
    }
    if (disk->is_read_only && flags_out)
        *flags_out = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    pthread_mutex_unlock(&disk->mutex);
    if (!own->node) {
        disk_release(disk);
        return SQLITE_CANTOPEN;
    }
    int journals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
    own->syncs_names = flags & SQLITE_OPEN_CREATE && flags & journals;
    own->disk = disk;
    own->file.pMethods = &methods;
    return SQLITE_OK;
}

static int delete_under(virtual_disk *disk, virtual_fault fault, entry *entry, int with_sync) {
    bool is_undone = fault == VIRTUAL_KILL && disk_random(disk) & 1;
    if (disk->is_read_only || is_undone) return SQLITE_IOERR_DELETE;
    if (fault && fault < VIRTUAL_POWER_CUT) return SQLITE_IOERR_DELETE;
    if (!platter_name(disk, entry, NULL)) return SQLITE_IOERR_NOMEM;
    if (with_sync && !fault) platter_sync_names(disk);
    return fault ? SQLITE_IOERR_DELETE : SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int with_sync) {
    (void)vfs;
    const char *name;
    virtual_disk *disk = disk_find(path, &name);
    if (!disk) return SQLITE_IOERR_DELETE_NOENT;
    pthread_mutex_lock(&disk->mutex);
    int code = SQLITE_IOERR_DELETE;
    if (disk->is_on) {
        virtual_fault fault = disk_step(disk, VIRTUAL_DELETE);
        entry *entry = disk_entry(disk, name);
        code = entry && entry->live ? delete_under(disk, fault, entry, with_sync)
                                    : SQLITE_IOERR_DELETE_NOENT;
        disk_end_step(disk, fault);
    }
    pthread_mutex_unlock(&disk->mutex);
    disk_release(disk);
    return code;
}

/* An empty file counts as none, as SQLite's own VFS has it: a journal of no length is no journal. */
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    *result = 0;
    const char *name;
    virtual_disk *disk = disk_find(path, &name);
    if (!disk) return SQLITE_OK;
    pthread_mutex_lock(&disk->mutex);
    const entry *entry = disk_entry(disk, name);
    if (disk->is_on && entry && entry->live)
        *result = flags == SQLITE_ACCESS_EXISTS ? entry->live->live.size > 0 : !disk->is_read_only;
    pthread_mutex_unlock(&disk->mutex);
    disk_release(disk);
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int room, char *result) {
    (void)vfs;
    size_t length = strlen(path);
    if (length + 1 > (size_t)room) return SQLITE_CANTOPEN;
    memcpy(result, path, length + 1);
    return SQLITE_OK;
}

/* -- Time and chance ---------------------------------------------------------------------------- */

/* 2026-01-01T00:00:00Z. */
static _Atomic int64_t clock_milliseconds = INT64_C(1767225600000);
static _Atomic uint64_t chance = 1;

void virtual_set_clock(int64_t milliseconds) { clock_milliseconds = milliseconds; }

int64_t virtual_clock(void) { return clock_milliseconds; }

void virtual_seed_sqlite(uint32_t seed) {
    chance = seed;
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)(seed | 1), (sqlite3 *)NULL);
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    (void)vfs;
    for (int index = 0; index < count; index++) {
        uint64_t word = atomic_fetch_add(&chance, 1) * UINT64_C(0x9E3779B97F4A7C15);
        bytes[index] = (char)(word >> 56);
    }
    return count;
}

/* Another thread may hold what is waited for: it gets its turn. */
static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    clock_milliseconds += microseconds / 1000;
    sched_yield();
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *julian) {
    (void)vfs;
    *julian = clock_milliseconds + INT64_C(210866760000000);
    return SQLITE_OK;
}

static int vfs_time_in_days(sqlite3_vfs *vfs, double *days) {
    sqlite3_int64 julian;
    vfs_time(vfs, &julian);
    *days = (double)julian / 86400000.0;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int room, char *text) {
    (void)vfs, (void)room, (void)text;
    return 0;
}

static sqlite3_vfs vfs = {
    .iVersion = 2,
    .szOsFile = sizeof(handle),
    .mxPathname = 512,
    .zName = "virtual",
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_path,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_time_in_days,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_time,
};

static void register_once(void) {
    /* Without its statistics of memory SQLite takes no lock around each allocation. Refused where it
     * was used before, which does no harm. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_vfs_register(&vfs, 0);
}

void vfs_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
}
