/* Files as whole, from outside SQLite; images of whole disks. */

#include "disk.h"

#include <stdlib.h>
#include <string.h>

static node *file(virtual_disk *disk, const char *name) {
    entry *entry = disk_entry(disk, name);
    return entry ? entry->live : NULL;
}

const char *virtual_disk_file(virtual_disk *disk, size_t number) {
    const char *name = NULL;
    pthread_mutex_lock(&disk->mutex);
    for (size_t index = 0; index < disk->entry_count && !name; index++)
        if (disk->entries[index].live && number-- == 0) name = disk->entries[index].name;
    pthread_mutex_unlock(&disk->mutex);
    return name;
}

int64_t virtual_disk_file_size(virtual_disk *disk, const char *name) {
    return virtual_disk_read_file(disk, name, NULL, 0);
}

int64_t virtual_disk_read_file(virtual_disk *disk, const char *name, void *bytes, size_t room) {
    pthread_mutex_lock(&disk->mutex);
    node *node = file(disk, name);
    int64_t size = node ? (int64_t)node->live.size : -1;
    if (node && room) memcpy(bytes, node->live.bytes, room < node->live.size ? room : node->live.size);
    pthread_mutex_unlock(&disk->mutex);
    return size;
}

static node *file_with(const void *bytes, size_t count) {
    node *node = node_create();
    if (!node) return NULL;
    if (buffer_write(&node->live, 0, bytes, count) && buffer_copy(&node->durable, &node->live))
        return node;
    node_release(node);
    return NULL;
}

/* What was pending for a name comes to an end: the journal has it by now. */
static void settle_name(virtual_disk *disk, entry *entry, node *node) {
    size_t place = (size_t)(entry - disk->entries);
    for (size_t index = 0; index < disk->operation_count; index++) {
        operation *operation = &disk->operations[index];
        if (operation->kind != OPERATION_NAME || operation->entry != place) continue;
        node_release(operation->node);
        operation->node = node ? node_retain(node) : NULL;
    }
    node_release(entry->live);
    node_release(entry->durable);
    entry->live = node ? node_retain(node) : NULL;
    entry->durable = node;
}

/* Of a cut or kill in the middle a coin decides whether the call came before it. */
static bool is_done(virtual_disk *disk, virtual_fault fault) {
    bool is_end = fault == VIRTUAL_POWER_CUT || fault == VIRTUAL_KILL;
    return fault == VIRTUAL_NO_FAULT || (is_end && disk_random(disk) & 1);
}

static int code(virtual_fault fault) {
    if (fault == VIRTUAL_NO_FAULT) return SQLITE_OK;
    return fault == VIRTUAL_NO_SPACE || fault == VIRTUAL_SHORT_WRITE ? SQLITE_FULL : SQLITE_IOERR;
}

int virtual_disk_replace_file(
    virtual_disk *disk, const char *name, const void *bytes, size_t count) {
    pthread_mutex_lock(&disk->mutex);
    int result = SQLITE_IOERR;
    entry *entry = disk->is_on && !disk->is_read_only ? disk_make_entry(disk, name) : NULL;
    node *node = entry ? file_with(bytes, count) : NULL;
    buffer nothing = {0};
    if (node && !disk_has_room(disk, entry->live ? &entry->live->live : &nothing, count)) {
        result = SQLITE_FULL;
    } else if (node) {
        virtual_fault fault = disk_step(disk, VIRTUAL_WRITE);
        if (fault == VIRTUAL_NO_FAULT) fault = disk_step(disk, VIRTUAL_SYNC);
        if (is_done(disk, fault)) settle_name(disk, entry, node_retain(node));
        disk_end_step(disk, fault);
        result = code(fault);
    }
    node_release(node);
    pthread_mutex_unlock(&disk->mutex);
    return result;
}

int virtual_disk_delete_file(virtual_disk *disk, const char *name) {
    pthread_mutex_lock(&disk->mutex);
    int result = SQLITE_IOERR;
    entry *entry = disk_entry(disk, name);
    if (disk->is_on && !disk->is_read_only && entry && entry->live) {
        virtual_fault fault = disk_step(disk, VIRTUAL_DELETE);
        if (is_done(disk, fault)) settle_name(disk, entry, NULL);
        disk_end_step(disk, fault);
        result = code(fault);
    }
    pthread_mutex_unlock(&disk->mutex);
    return result;
}

bool virtual_disk_flip(virtual_disk *disk, const char *name, uint64_t offset, uint8_t bits) {
    pthread_mutex_lock(&disk->mutex);
    node *node = file(disk, name);
    bool is_there = node && offset < node->live.size;
    if (is_there) {
        node->live.bytes[offset] ^= bits;
        if (offset < node->durable.size) node->durable.bytes[offset] = node->live.bytes[offset];
    }
    pthread_mutex_unlock(&disk->mutex);
    return is_there;
}

bool virtual_disk_scramble(
    virtual_disk *disk, const char *name, uint64_t offset, uint64_t count) {
    pthread_mutex_lock(&disk->mutex);
    node *node = file(disk, name);
    bool is_there = node && offset < node->live.size;
    for (uint64_t at = offset; is_there && at < node->live.size && at - offset < count; at++) {
        node->live.bytes[at] = (uint8_t)disk_random(disk);
        if (at < node->durable.size) node->durable.bytes[at] = node->live.bytes[at];
    }
    pthread_mutex_unlock(&disk->mutex);
    return is_there;
}

/* -- Images ------------------------------------------------------------------------------------- */

typedef struct {
    char *name;
    buffer content;
} image_file;

struct virtual_image {
    size_t count;
    image_file files[];
};

void virtual_image_destroy(virtual_image *image) {
    if (!image) return;
    for (size_t index = 0; index < image->count; index++) {
        free(image->files[index].name);
        buffer_free(&image->files[index].content);
    }
    free(image);
}

virtual_image *virtual_disk_snapshot(virtual_disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    virtual_image *image =
        calloc(1, sizeof *image + disk->entry_count * sizeof image->files[0]);
    bool is_whole = image != NULL;
    for (size_t index = 0; is_whole && index < disk->entry_count; index++) {
        const entry *entry = &disk->entries[index];
        if (!entry->live) continue;
        image_file *file = &image->files[image->count++];
        file->name = strdup(entry->name);
        is_whole = file->name && buffer_copy(&file->content, &entry->live->live);
    }
    pthread_mutex_unlock(&disk->mutex);
    if (is_whole) return image;
    virtual_image_destroy(image);
    return NULL;
}

bool virtual_disk_restore(virtual_disk *disk, const virtual_image *image) {
    node **nodes = calloc(image->count + 1, sizeof *nodes);
    bool is_whole = nodes != NULL;
    for (size_t index = 0; is_whole && index < image->count; index++) {
        const buffer *content = &image->files[index].content;
        nodes[index] = file_with(content->bytes, content->size);
        is_whole = nodes[index] != NULL;
    }
    pthread_mutex_lock(&disk->mutex);
    /* Names first: after that nothing can fail. */
    for (size_t index = 0; is_whole && index < image->count; index++)
        is_whole = disk_make_entry(disk, image->files[index].name) != NULL;
    if (is_whole) {
        disk_end_life(disk);
        for (size_t index = 0; index < disk->entry_count; index++)
            settle_name(disk, &disk->entries[index], NULL);
        platter_forget(disk);
        for (size_t index = 0; index < image->count; index++)
            settle_name(disk, disk_entry(disk, image->files[index].name), node_retain(nodes[index]));
        disk->is_on = true;
    }
    pthread_mutex_unlock(&disk->mutex);
    for (size_t index = 0; nodes && index < image->count; index++) node_release(nodes[index]);
    free(nodes);
    return is_whole;
}
