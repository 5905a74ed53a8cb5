#ifndef VIRTUAL_DISK_H
#define VIRTUAL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Disks in memory that lose power, lie and fill up, and an SQLite VFS over them.
 *
 * The VFS is called "virtual"; the file NAME of disk 7 is opened as file:/7/NAME?vfs=virtual. A file
 * has what its processes see and what is on the platter; between the two stand the operations since
 * the last sync. What a disk does follows from its seed and the calls made on it, nothing else.
 *
 * A disk has a mutex of its own; several connections of one process may use it, with locks and shared
 * memory as on a real one. Nothing waits: SQLite's sleep returns at once and moves the virtual clock.
 */

typedef struct virtual_disk virtual_disk;

/* What stands on a disk at one moment, to begin another disk with, or the same one again. */
typedef struct virtual_image virtual_image;

/* A disk with nothing on it, switched on; NULL if there is no memory. */
virtual_disk *virtual_disk_create(uint64_t seed);

/* Connections that are still open find a dead disk, and may be closed later. */
void virtual_disk_destroy(virtual_disk *disk);

/* The number in the names of its files. */
uint32_t virtual_disk_id(const virtual_disk *disk);

/* -- Calls and what becomes of them ------------------------------------------------------------- */

/* The calls that are counted, and may fail. Locks, sizes and closing never do. */
typedef enum {
    VIRTUAL_READ,
    VIRTUAL_WRITE,
    VIRTUAL_SYNC,
    VIRTUAL_TRUNCATE,
    VIRTUAL_OPEN,
    VIRTUAL_DELETE,
    VIRTUAL_SHM_MAP,
    VIRTUAL_CALL_KINDS
} virtual_call;

typedef enum {
    VIRTUAL_NO_FAULT,
    VIRTUAL_IO_ERROR,    /* EIO. A sync that fails so loses about half of what it was to bring. */
    VIRTUAL_NO_SPACE,    /* ENOSPC; EIO for calls that need no space. */
    VIRTUAL_SHORT_WRITE, /* Half of the bytes are written, then ENOSPC. */
    VIRTUAL_POWER_CUT,   /* While this call is under way. */
    VIRTUAL_KILL,        /* The process dies before or after the call; the system lives on. */
    VIRTUAL_FAULTS
} virtual_fault;

/* Has the `call`-th call from now on (1 is the next), of those whose bit 1 << kind stands in `kinds`,
 * end with `fault`; if `onward`, every one after it too. Replaces the plan before it. */
void virtual_disk_plan(
    virtual_disk *disk, virtual_fault fault, uint64_t call, uint32_t kinds, bool onward);

/* How a disk deals with syncs. */
typedef enum {
    VIRTUAL_HONEST,
    /* Sync succeeds and does nothing; a cut takes the last `cache` bytes, in the order of writing. */
    VIRTUAL_LIES_IN_ORDER,
    /* Sync succeeds and does nothing; of the last `cache` bytes a cut leaves anything. */
    VIRTUAL_LIES
} virtual_honesty;

void virtual_disk_set_honesty(virtual_disk *disk, virtual_honesty honesty, uint64_t cache);
void virtual_disk_set_read_only(virtual_disk *disk, bool is_read_only);

/* Bytes that all files together may have; growing beyond is ENOSPC. 1 GiB to begin with. */
void virtual_disk_set_capacity(virtual_disk *disk, uint64_t bytes);

/* -- Power -------------------------------------------------------------------------------------- */

/* After either of these every open handle fails with SQLITE_IOERR until it is closed, and nothing can
 * be opened until the disk is started. A plan and locks are gone; honesty and capacity stay. */

/* The power goes: of each operation since its last sync all stays, nothing, or some sectors of 512
 * bytes, in any order; names appear and vanish in order, up to some point. */
void virtual_disk_cut(virtual_disk *disk);

/* The process dies; what it had written is there for the next one, synced or not. */
void virtual_disk_kill(virtual_disk *disk);

void virtual_disk_start(virtual_disk *disk);
bool virtual_disk_is_on(const virtual_disk *disk);

/* -- Files as whole ----------------------------------------------------------------------------- */

/* The name of the `number`-th file that is there, from 0; NULL after the last. Valid as long as the disk. */
const char *virtual_disk_file(virtual_disk *disk, size_t number);

/* -1 where there is none. */
int64_t virtual_disk_file_size(virtual_disk *disk, const char *name);

/* Copies at most `room` bytes; the size of the file, or -1. */
int64_t virtual_disk_read_file(virtual_disk *disk, const char *name, void *bytes, size_t room);

/* Puts a whole file in the place of `name`, durably: after a cut it is the old or the new one. It is a
 * write and a sync among the counted calls. An SQLite result code; unless 0 the old file is there. */
int virtual_disk_replace_file(
    virtual_disk *disk, const char *name, const void *bytes, size_t count);

/* Durable, too; a delete among the counted calls. */
int virtual_disk_delete_file(virtual_disk *disk, const char *name);

/* Flips bits of one byte, on the platter and in what is read. False beyond the end. */
bool virtual_disk_flip(virtual_disk *disk, const char *name, uint64_t offset, uint8_t bits);

/* Random bytes in place of `count` from `offset` on, as far as the file reaches. */
bool virtual_disk_scramble(
    virtual_disk *disk, const char *name, uint64_t offset, uint64_t count);

/* What a process sees at this moment; NULL if there is no memory. */
virtual_image *virtual_disk_snapshot(virtual_disk *disk);

/* Replaces everything on the disk, durably; open handles die, and the disk is on afterwards. False if
 * there is no memory; then the disk is as it was. */
bool virtual_disk_restore(virtual_disk *disk, const virtual_image *image);
void virtual_image_destroy(virtual_image *image);

/* -- Figures ------------------------------------------------------------------------------------ */

typedef struct {
    uint64_t calls[VIRTUAL_CALL_KINDS];
    uint64_t faults[VIRTUAL_FAULTS];
    uint64_t lies;         /* Syncs that did nothing. */
    uint64_t cuts, kills;
    uint64_t kept, dropped, torn; /* Operations, in cuts. */
    uint64_t torn_sectors; /* That a torn write left out. */
    uint64_t bytes;        /* Of all files now. */
    uint64_t pending;      /* Bytes that are not durable yet. */
} virtual_disk_counters;

virtual_disk_counters virtual_disk_count(virtual_disk *disk);

/* Of the calls of some kinds so far: what `call` of a plan counts. */
uint64_t virtual_disk_calls(virtual_disk *disk, uint32_t kinds);

/* -- The process -------------------------------------------------------------------------------- */

/* Makes SQLite's own random numbers (salts of logs) follow from `seed`. They are of the process. */
void virtual_seed_sqlite(uint32_t seed);

/* The clock that SQLite reads through this VFS: milliseconds since 1970. */
void virtual_set_clock(int64_t milliseconds);
int64_t virtual_clock(void);

#endif
