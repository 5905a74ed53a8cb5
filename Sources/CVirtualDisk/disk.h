#ifndef DISK_H
#define DISK_H

#include "virtual_disk.h"

#include <pthread.h>
#include <sqlite3.h>

/* Bytes in one piece, with room to grow. */
typedef struct {
    uint8_t *bytes;
    size_t size, room;
} buffer;

bool buffer_reserve(buffer *buffer, size_t size);
bool buffer_write(buffer *buffer, size_t at, const void *bytes, size_t count);
bool buffer_resize(buffer *buffer, size_t size); /* Zeroes where it grows. */
bool buffer_copy(buffer *to, const buffer *from);
void buffer_free(buffer *buffer);

typedef struct handle handle;
typedef struct shared_memory shared_memory;

/* A file apart from its name. Held by names, operations and handles. */
typedef struct {
    buffer live, durable;
    unsigned references;
    unsigned pending; /* Operations on its content. */
    bool has_lost;    /* A failed sync left bytes that only live memory has. */
    /* Locks among the handles of this life (SQLITE_LOCK_SHARED and up). */
    unsigned shared;
    const handle *reserved, *waiting, *exclusive;
    shared_memory *memory;
} node;

/* A name, and the file that stands under it for processes and on the platter. */
typedef struct {
    char *name;
    node *live, *durable;
} entry;

typedef enum { OPERATION_WRITE, OPERATION_TRUNCATE, OPERATION_NAME } operation_kind;

/* What was done and is not durable yet, in the order of doing. */
typedef struct {
    operation_kind kind;
    node *node;        /* For a name: what it leads to from now on; NULL when it is deleted. */
    size_t entry;
    size_t at, count;  /* A truncation has its size in `at`. */
    size_t data;       /* Where its bytes begin in the disk's `written`. */
} operation;

typedef struct {
    virtual_fault fault;
    uint64_t left; /* Calls up to the one that fails; 0 when it has failed for good. */
    uint32_t kinds;
    bool onward;
} plan;

struct virtual_disk {
    pthread_mutex_t mutex;
    uint32_t id;
    unsigned references; /* The owner and every handle. Under the registry's mutex. */
    uint64_t random;
    uint64_t life; /* Handles of an earlier one are dead. */
    bool is_on, is_read_only;
    virtual_honesty honesty;
    uint64_t cache, capacity;
    plan plan;
    entry *entries;
    size_t entry_count, entry_room;
    operation *operations;
    size_t operation_count, operation_room;
    buffer written;
    virtual_disk_counters counters;
};

/* disk.c */
enum { MAX_FILES = 1024, MAX_NAME = 255 };
virtual_disk *disk_find(const char *path, const char **name); /* Retained. */
void disk_release(virtual_disk *disk);
uint64_t disk_random(virtual_disk *disk);
virtual_fault disk_step(virtual_disk *disk, virtual_call call);
void disk_end_step(virtual_disk *disk, virtual_fault fault);
void disk_end_life(virtual_disk *disk);
entry *disk_entry(virtual_disk *disk, const char *name);
entry *disk_make_entry(virtual_disk *disk, const char *name);
bool disk_has_room(virtual_disk *disk, const buffer *file, size_t end);
node *node_create(void);
node *node_retain(node *node);
void node_release(node *node);

/* platter.c: false where there is no memory; then nothing was done. */
bool platter_write(virtual_disk *disk, node *node, size_t at, const void *bytes, size_t count);
bool platter_truncate(virtual_disk *disk, node *node, size_t size);
bool platter_name(virtual_disk *disk, entry *entry, node *node);
void platter_sync(virtual_disk *disk, node *node, bool with_names);
void platter_sync_names(virtual_disk *disk);
void platter_fail_sync(virtual_disk *disk, node *node);
void platter_cut(virtual_disk *disk);
void platter_forget(virtual_disk *disk);

/* locks.c */
void memory_release(shared_memory *memory);

/* An open file. */
struct handle {
    sqlite3_file file;
    virtual_disk *disk; /* NULL for a temporary file, which belongs to no disk. */
    node *node;
    uint64_t life;
    int lock;
    bool syncs_names; /* A journal's first sync makes its name durable. */
    shared_memory *memory;
    unsigned shared, exclusive; /* Bits of the locks held in shared memory. */
};

int handle_lock(sqlite3_file *file, int level);
int handle_unlock(sqlite3_file *file, int level);
int handle_check_reserved(sqlite3_file *file, int *is_reserved);
int handle_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory);
int handle_memory_lock(sqlite3_file *file, int offset, int count, int flags);
void handle_barrier(sqlite3_file *file);
int handle_unmap(sqlite3_file *file, int delete_memory);

/* vfs.c */
void vfs_register(void);

#endif
