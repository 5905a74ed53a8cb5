#include "disk.h"

#include <stdlib.h>
#include <string.h>

/* -- Nodes and names ---------------------------------------------------------------------------- */

node *node_create(void) {
    node *made = calloc(1, sizeof *made);
    if (made) made->references = 1;
    return made;
}

node *node_retain(node *node) {
    node->references++;
    return node;
}

void node_release(node *node) {
    if (!node || --node->references) return;
    buffer_free(&node->live);
    buffer_free(&node->durable);
    if (node->memory) memory_release(node->memory);
    free(node);
}

entry *disk_entry(virtual_disk *disk, const char *name) {
    for (size_t index = 0; index < disk->entry_count; index++)
        if (strcmp(disk->entries[index].name, name) == 0) return &disk->entries[index];
    return NULL;
}

/* A name stays in the list when its file is gone: operations refer to it by its place. */
entry *disk_make_entry(virtual_disk *disk, const char *name) {
    entry *known = disk_entry(disk, name);
    if (known) return known;
    if (disk->entry_count == MAX_FILES || strlen(name) > MAX_NAME) return NULL;
    if (disk->entry_count == disk->entry_room) {
        size_t room = disk->entry_room ? disk->entry_room * 2 : 8;
        entry *entries = realloc(disk->entries, room * sizeof *entries);
        if (!entries) return NULL;
        disk->entries = entries;
        disk->entry_room = room;
    }
    char *copy = strdup(name);
    if (!copy) return NULL;
    entry *made = &disk->entries[disk->entry_count++];
    *made = (entry){.name = copy};
    return made;
}

static void free_entries(entry *entries, size_t count) {
    for (size_t index = 0; index < count; index++) {
        node_release(entries[index].live);
        node_release(entries[index].durable);
        free(entries[index].name);
    }
    free(entries);
}

static uint64_t bytes_in_use(const virtual_disk *disk) {
    uint64_t bytes = 0;
    for (size_t index = 0; index < disk->entry_count; index++)
        if (disk->entries[index].live) bytes += disk->entries[index].live->live.size;
    return bytes;
}

bool disk_has_room(virtual_disk *disk, const buffer *file, size_t end) {
    return end <= file->size || bytes_in_use(disk) + (end - file->size) <= disk->capacity;
}

/* -- The registry ------------------------------------------------------------------------------- */

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static virtual_disk **disks; /* Sorted by id, which only grows. */
static size_t disk_count, disk_room;
static uint32_t last_id;

static size_t place_of(uint32_t id) {
    size_t low = 0, high = disk_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (disks[middle]->id < id) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool enlist(virtual_disk *disk) {
    if (disk_count == disk_room) {
        size_t room = disk_room ? disk_room * 2 : 16;
        virtual_disk **more = realloc(disks, room * sizeof *more);
        if (!more) return false;
        disks = more;
        disk_room = room;
    }
    disk->id = ++last_id;
    disks[disk_count++] = disk;
    return true;
}

virtual_disk *virtual_disk_create(uint64_t seed) {
    vfs_register();
    virtual_disk *disk = calloc(1, sizeof *disk);
    if (!disk) return NULL;
    pthread_mutex_init(&disk->mutex, NULL);
    disk->references = 1;
    disk->random = seed;
    disk->is_on = true;
    disk->cache = UINT64_MAX;
    disk->capacity = UINT64_C(1) << 30;
    pthread_mutex_lock(&registry);
    bool is_listed = enlist(disk);
    pthread_mutex_unlock(&registry);
    if (is_listed) return disk;
    pthread_mutex_destroy(&disk->mutex);
    free(disk);
    return NULL;
}

void virtual_disk_destroy(virtual_disk *disk) {
    virtual_disk_kill(disk);
    pthread_mutex_lock(&registry);
    size_t place = place_of(disk->id);
    memmove(disks + place, disks + place + 1, (disk_count - place - 1) * sizeof *disks);
    disk_count--;
    pthread_mutex_unlock(&registry);
    disk_release(disk);
}

uint32_t virtual_disk_id(const virtual_disk *disk) { return disk->id; }

/* The disk of /7/NAME, and NAME. */
virtual_disk *disk_find(const char *path, const char **name) {
    if (!path || *path != '/') return NULL;
    uint64_t id = 0;
    const char *rest = path + 1;
    while (*rest >= '0' && *rest <= '9' && id <= UINT32_MAX) id = id * 10 + (uint64_t)(*rest++ - '0');
    if (*rest != '/' || !rest[1] || id > UINT32_MAX) return NULL;
    *name = rest + 1;
    pthread_mutex_lock(&registry);
    size_t place = place_of((uint32_t)id);
    virtual_disk *disk = place < disk_count && disks[place]->id == id ? disks[place] : NULL;
    if (disk) disk->references++;
    pthread_mutex_unlock(&registry);
    return disk;
}

void disk_release(virtual_disk *disk) {
    pthread_mutex_lock(&registry);
    bool is_last = --disk->references == 0;
    pthread_mutex_unlock(&registry);
    if (!is_last) return;
    platter_forget(disk);
    free_entries(disk->entries, disk->entry_count);
    free(disk->operations);
    buffer_free(&disk->written);
    pthread_mutex_destroy(&disk->mutex);
    free(disk);
}

/* -- Chance and calls --------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t disk_random(virtual_disk *disk) {
    uint64_t word = disk->random += UINT64_C(0x9E3779B97F4A7C15);
    word = (word ^ word >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ word >> 27) * UINT64_C(0x94D049BB133111EB);
    return word ^ word >> 31;
}

virtual_fault disk_step(virtual_disk *disk, virtual_call call) {
    disk->counters.calls[call]++;
    plan *plan = &disk->plan;
    if (plan->fault == VIRTUAL_NO_FAULT || !(plan->kinds >> call & 1)) return VIRTUAL_NO_FAULT;
    if (plan->left > 1) {
        plan->left--;
        return VIRTUAL_NO_FAULT;
    }
    virtual_fault fault = plan->fault;
    if (!plan->onward) plan->fault = VIRTUAL_NO_FAULT;
    disk->counters.faults[fault]++;
    return fault;
}

void disk_end_step(virtual_disk *disk, virtual_fault fault) {
    if (fault == VIRTUAL_POWER_CUT) {
        platter_cut(disk);
        disk->counters.cuts++;
        disk_end_life(disk);
    } else if (fault == VIRTUAL_KILL) {
        disk->counters.kills++;
        disk_end_life(disk);
    }
}

/* Locks and shared memory are of the processes, and go with them. */
void disk_end_life(virtual_disk *disk) {
    disk->life++;
    disk->is_on = false;
    disk->plan = (plan){0};
    for (size_t index = 0; index < disk->entry_count; index++) {
        node *node = disk->entries[index].live;
        if (!node) continue;
        node->shared = 0;
        node->reserved = node->waiting = node->exclusive = NULL;
        if (node->memory) memory_release(node->memory);
        node->memory = NULL;
    }
}

void virtual_disk_plan(
    virtual_disk *disk, virtual_fault fault, uint64_t call, uint32_t kinds, bool onward) {
    pthread_mutex_lock(&disk->mutex);
    disk->plan = (plan){fault, call ? call : 1, kinds, onward};
    pthread_mutex_unlock(&disk->mutex);
}

void virtual_disk_set_honesty(virtual_disk *disk, virtual_honesty honesty, uint64_t cache) {
    pthread_mutex_lock(&disk->mutex);
    disk->honesty = honesty;
    disk->cache = cache;
    pthread_mutex_unlock(&disk->mutex);
}

void virtual_disk_set_read_only(virtual_disk *disk, bool is_read_only) {
    pthread_mutex_lock(&disk->mutex);
    disk->is_read_only = is_read_only;
    pthread_mutex_unlock(&disk->mutex);
}

void virtual_disk_set_capacity(virtual_disk *disk, uint64_t bytes) {
    pthread_mutex_lock(&disk->mutex);
    disk->capacity = bytes;
    pthread_mutex_unlock(&disk->mutex);
}

/* -- Power -------------------------------------------------------------------------------------- */

static void end(virtual_disk *disk, virtual_fault how) {
    pthread_mutex_lock(&disk->mutex);
    if (disk->is_on) disk_end_step(disk, how);
    pthread_mutex_unlock(&disk->mutex);
}

void virtual_disk_cut(virtual_disk *disk) { end(disk, VIRTUAL_POWER_CUT); }

void virtual_disk_kill(virtual_disk *disk) { end(disk, VIRTUAL_KILL); }

void virtual_disk_start(virtual_disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    disk->is_on = true;
    pthread_mutex_unlock(&disk->mutex);
}

bool virtual_disk_is_on(const virtual_disk *disk) {
    virtual_disk *locked = (virtual_disk *)disk;
    pthread_mutex_lock(&locked->mutex);
    bool is_on = disk->is_on;
    pthread_mutex_unlock(&locked->mutex);
    return is_on;
}

/* -- Figures ------------------------------------------------------------------------------------ */

virtual_disk_counters virtual_disk_count(virtual_disk *disk) {
    pthread_mutex_lock(&disk->mutex);
    virtual_disk_counters counters = disk->counters;
    counters.bytes = bytes_in_use(disk);
    counters.pending = disk->written.size;
    pthread_mutex_unlock(&disk->mutex);
    return counters;
}

uint64_t virtual_disk_calls(virtual_disk *disk, uint32_t kinds) {
    uint64_t calls = 0;
    pthread_mutex_lock(&disk->mutex);
    for (int call = 0; call < VIRTUAL_CALL_KINDS; call++)
        if (kinds >> call & 1) calls += disk->counters.calls[call];
    pthread_mutex_unlock(&disk->mutex);
    return calls;
}
