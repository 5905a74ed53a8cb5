/* What becomes durable, and what a cut leaves of the rest.
 *
 * Operations are kept in the order of doing, for the whole disk. A sync carries out those of its file
 * and takes them off the list; a cut carries out some of them, and forgets the others. Room on the
 * platter is taken when an operation is noted, so that carrying it out cannot fail.
 *
 * Every subset of writes in every order is more than a kernel with one copy of each page would do to
 * us. What a write does not touch stays as it is (SQLITE_IOCAP_POWERSAFE_OVERWRITE), as SQLite's own
 * VFS promises on this platform. */

#include "disk.h"

#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512 };

static operation *note(virtual_disk *disk, operation_kind kind, node *node) {
    if (disk->operation_count == disk->operation_room) {
        size_t room = disk->operation_room ? disk->operation_room * 2 : 64;
        operation *operations = realloc(disk->operations, room * sizeof *operations);
        if (!operations) return NULL;
        disk->operations = operations;
        disk->operation_room = room;
    }
    operation *operation = &disk->operations[disk->operation_count++];
    memset(operation, 0, sizeof *operation);
    operation->kind = kind;
    operation->node = node ? node_retain(node) : NULL;
    if (kind != OPERATION_NAME) node->pending++;
    return operation;
}

bool platter_write(virtual_disk *disk, node *node, size_t at, const void *bytes, size_t count) {
    size_t data = disk->written.size;
    if (!buffer_reserve(&node->live, at + count) || !buffer_reserve(&node->durable, at + count)
        || !buffer_write(&disk->written, data, bytes, count))
        return false;
    operation *operation = note(disk, OPERATION_WRITE, node);
    if (!operation) return false;
    operation->at = at;
    operation->count = count;
    operation->data = data;
    return buffer_write(&node->live, at, bytes, count);
}

bool platter_truncate(virtual_disk *disk, node *node, size_t size) {
    if (!buffer_reserve(&node->live, size) || !buffer_reserve(&node->durable, size)) return false;
    operation *operation = note(disk, OPERATION_TRUNCATE, node);
    if (!operation) return false;
    operation->at = size;
    return buffer_resize(&node->live, size);
}

bool platter_name(virtual_disk *disk, entry *entry, node *node) {
    operation *operation = note(disk, OPERATION_NAME, node);
    if (!operation) return false;
    operation->entry = (size_t)(entry - disk->entries);
    if (node) node_retain(node);
    node_release(entry->live);
    entry->live = node;
    return true;
}

static void carry_out(virtual_disk *disk, const operation *operation) {
    node *node = operation->node;
    switch (operation->kind) {
    case OPERATION_WRITE:
        buffer_write(&node->durable, operation->at, disk->written.bytes + operation->data,
            operation->count);
        break;
    case OPERATION_TRUNCATE:
        buffer_resize(&node->durable, operation->at);
        break;
    case OPERATION_NAME: {
        entry *entry = &disk->entries[operation->entry];
        if (node) node_retain(node);
        node_release(entry->durable);
        entry->durable = node;
        break;
    }
    }
}

static void forget(operation *operation) {
    if (operation->kind != OPERATION_NAME) operation->node->pending--;
    node_release(operation->node);
}

/* Whether an operation is one that a call on `node` is about. */
typedef bool choice(const virtual_disk *disk, const operation *operation, const node *node);

static bool is_content(const virtual_disk *disk, const operation *operation, const node *node) {
    (void)disk;
    return operation->kind != OPERATION_NAME && operation->node == node;
}

/* A file that is synced brings along what happened to its own name. */
static bool is_of_file(const virtual_disk *disk, const operation *operation, const node *node) {
    return operation->kind == OPERATION_NAME ? disk->entries[operation->entry].live == node
                                             : operation->node == node;
}

static bool is_name(const virtual_disk *disk, const operation *operation, const node *node) {
    (void)disk, (void)node;
    return operation->kind == OPERATION_NAME;
}

static bool is_of_file_or_name(
    const virtual_disk *disk, const operation *operation, const node *node) {
    return operation->kind == OPERATION_NAME || is_content(disk, operation, node);
}

/* Takes chosen operations off the list, carried out unless a coin says otherwise. Bytes of those that
 * stay move to the front: the list is as long as what is pending, however long the disk lives. */
static void settle(virtual_disk *disk, choice *is_chosen, const node *node, bool by_coin) {
    size_t kept = 0, bytes = 0;
    for (size_t index = 0; index < disk->operation_count; index++) {
        operation operation = disk->operations[index];
        if (is_chosen(disk, &operation, node)) {
            if (!by_coin || disk_random(disk) & 1) carry_out(disk, &operation);
            forget(&operation);
            continue;
        }
        if (operation.data != bytes && operation.count)
            memmove(disk->written.bytes + bytes, disk->written.bytes + operation.data,
                operation.count);
        operation.data = bytes;
        bytes += operation.count;
        disk->operations[kept++] = operation;
    }
    disk->operation_count = kept;
    disk->written.size = bytes;
}

/* The first `count` operations, in order, as a cache that is full writes them out. */
static void settle_first(virtual_disk *disk, size_t count) {
    if (count == 0) return;
    for (size_t index = 0; index < count; index++) {
        carry_out(disk, &disk->operations[index]);
        forget(&disk->operations[index]);
    }
    size_t left = disk->operation_count - count;
    size_t first = left ? disk->operations[count].data : disk->written.size;
    memmove(disk->operations, disk->operations + count, left * sizeof *disk->operations);
    disk->operation_count = left;
    disk->written.size -= first;
    memmove(disk->written.bytes, disk->written.bytes + first, disk->written.size);
    for (size_t index = 0; index < left; index++) disk->operations[index].data -= first;
}

/* How many operations stand before the last `cache` bytes. */
static size_t beyond_cache(const virtual_disk *disk) {
    uint64_t bytes = 0;
    size_t first = disk->operation_count;
    while (first > 0 && bytes < disk->cache) bytes += disk->operations[--first].count;
    return first;
}

void platter_sync(virtual_disk *disk, node *node, bool with_names) {
    if (disk->honesty != VIRTUAL_HONEST) {
        disk->counters.lies++;
        settle_first(disk, beyond_cache(disk));
        return;
    }
    settle(disk, with_names ? is_of_file_or_name : is_of_file, node, false);
    /* What an earlier failed sync lost stays lost: the kernel takes those pages for clean. */
}

void platter_sync_names(virtual_disk *disk) {
    if (disk->honesty == VIRTUAL_HONEST) settle(disk, is_name, NULL, false);
}

void platter_fail_sync(virtual_disk *disk, node *node) {
    if (node->pending) node->has_lost = true;
    settle(disk, is_content, node, true);
}

void platter_forget(virtual_disk *disk) {
    for (size_t index = 0; index < disk->operation_count; index++)
        forget(&disk->operations[index]);
    disk->operation_count = 0;
    disk->written.size = 0;
}

/* Sectors of a write, each for itself. */
static void tear(virtual_disk *disk, const operation *operation) {
    size_t at = operation->at, end = operation->at + operation->count;
    while (at < end) {
        size_t next = (at / SECTOR + 1) * SECTOR;
        if (next > end) next = end;
        if (disk_random(disk) & 1) {
            const uint8_t *bytes = disk->written.bytes + operation->data + (at - operation->at);
            buffer_write(&operation->node->durable, at, bytes, next - at);
        } else {
            disk->counters.torn_sectors++;
        }
        at = next;
    }
    disk->counters.torn++;
}

static void shuffle_content(virtual_disk *disk) {
    operation *operations = disk->operations;
    for (size_t index = disk->operation_count; index > 1; index--) {
        size_t other = disk_random(disk) % index;
        if (operations[index - 1].kind == OPERATION_NAME || operations[other].kind == OPERATION_NAME)
            continue;
        operation taken = operations[index - 1];
        operations[index - 1] = operations[other];
        operations[other] = taken;
    }
}

/* One cut in four loses all that is pending, one keeps all, the others decide for each operation. */
static void scatter(virtual_disk *disk) {
    uint64_t style = disk_random(disk) % 4;
    if (style == 3) shuffle_content(disk);
    bool is_journal_over = false; /* Names are a journal: none is kept after one that is not. */
    for (size_t index = 0; index < disk->operation_count; index++) {
        const operation *operation = &disk->operations[index];
        uint64_t fate = style == 0 ? 0 : style == 1 ? 1 : disk_random(disk) % 3;
        if (operation->kind == OPERATION_NAME) {
            is_journal_over |= fate == 0;
            if (!is_journal_over) carry_out(disk, operation);
            fate = !is_journal_over;
        } else if (fate == 2 && operation->kind == OPERATION_WRITE) {
            tear(disk, operation);
            continue;
        } else if (fate != 0) {
            carry_out(disk, operation);
        }
        if (fate) disk->counters.kept++;
        else disk->counters.dropped++;
    }
}

void platter_cut(virtual_disk *disk) {
    if (disk->honesty != VIRTUAL_HONEST) settle_first(disk, beyond_cache(disk));
    if (disk->honesty == VIRTUAL_LIES_IN_ORDER) disk->counters.dropped += disk->operation_count;
    else scatter(disk);
    for (size_t index = 0; index < disk->entry_count; index++) {
        entry *entry = &disk->entries[index];
        if (entry->durable && (entry->durable->pending || entry->durable->has_lost)) {
            buffer_copy(&entry->durable->live, &entry->durable->durable);
            entry->durable->has_lost = false;
        }
        if (entry->live == entry->durable) continue;
        node_release(entry->live);
        entry->live = entry->durable ? node_retain(entry->durable) : NULL;
    }
    platter_forget(disk);
}
