// The floor under the store's figures: the same rows through plain SQLite, without log format, hashes,
// signatures, merging or encryption.
//
//     yizhan-floor TSV DB BATCH LOG INDEXES SKIP COUNT
//
// Reads the workload TSV, writes its first SKIP events untimed into DB, then COUNT events timed, BATCH
// to a transaction (journal WAL, synchronous FULL). LOG 1 also writes a log row of the event's text.
// INDEXES 1 keeps the indexes that the store keeps: records by volunteer, records by their id.
// Prints one JSON object.

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MAX_FIELDS = 16 };

typedef struct {
    char op;
    int fields;
    char *field[MAX_FIELDS];
    int length[MAX_FIELDS];
    unsigned char uid[16];
    int64_t id, volunteer, project, recorder;
    const char *line;
    int line_length;
} Event;

static sqlite3 *db;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
    exit(74);
}

static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement = NULL;
    check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
    return statement;
}

static void run(sqlite3_stmt *statement) {
    check(sqlite3_step(statement));
    check(sqlite3_reset(statement));
}

// The ids of the workload are texts; inside they become small numbers, as a plain application's would.
typedef struct { char key[33]; int64_t id; } Slot;
static Slot *slots;
static size_t slot_count = 1 << 20;

static int64_t number(const char *key, int64_t fresh) {
    uint64_t hash = 1469598103934665603u;
    for (int i = 0; i < 32; i++) hash = (hash ^ (unsigned char)key[i]) * 1099511628211u;
    size_t place = hash & (slot_count - 1);
    while (slots[place].id && memcmp(slots[place].key, key, 32)) place = (place + 1) & (slot_count - 1);
    if (!slots[place].id) {
        memcpy(slots[place].key, key, 32);
        slots[place].id = fresh;
    }
    return slots[place].id;
}

static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

static size_t parse(char *text, size_t size, Event **events) {
    size_t count = 0, capacity = 1 << 17;
    *events = malloc(capacity * sizeof(Event));
    int64_t next = 0;
    for (char *at = text; at < text + size;) {
        if (count == capacity) *events = realloc(*events, (capacity *= 2) * sizeof(Event));
        Event *event = &(*events)[count++];
        memset(event, 0, sizeof *event);
        event->line = at;
        event->op = *at;
        at += 2;
        for (;;) {
            char *start = at;
            while (*at != '\t' && *at != '\n') at++;
            if (event->fields < MAX_FIELDS) {
                event->field[event->fields] = start;
                event->length[event->fields++] = (int)(at - start);
            }
            if (*at++ == '\n') break;
        }
        event->line_length = (int)(at - event->line);
        next++;
        event->id = number(event->field[0], next);
        for (int i = 0; i < 16; i++)
            event->uid[i] = (unsigned char)(digit(event->field[0][2 * i]) << 4 | digit(event->field[0][2 * i + 1]));
        if (event->op == 'I') {
            event->volunteer = number(event->field[1], ++next);
            event->project = number(event->field[2], ++next);
            event->recorder = number(event->field[9], ++next);
        }
    }
    return count;
}

static sqlite3_stmt *volunteer, *record, *status, *minutes, *both, *voided, *logged, *begin, *commit;

static void text(sqlite3_stmt *statement, int place, const Event *event, int field) {
    sqlite3_bind_text(statement, place, event->field[field], event->length[field], SQLITE_STATIC);
}

static void integer(sqlite3_stmt *statement, int place, const Event *event, int field) {
    sqlite3_bind_int64(statement, place, strtoll(event->field[field], NULL, 10));
}

static void write_event(const Event *event, int with_log, int64_t sequence) {
    if (with_log) {
        sqlite3_bind_int64(logged, 1, sequence);
        sqlite3_bind_blob(logged, 2, event->line, event->line_length, SQLITE_STATIC);
        run(logged);
    }
    switch (event->op) {
    case 'V':
        sqlite3_bind_int64(volunteer, 1, event->id);
        for (int i = 1; i < event->fields; i++) text(volunteer, i + 1, event, i);
        run(volunteer);
        break;
    case 'I':
        sqlite3_bind_int64(record, 1, event->id);
        sqlite3_bind_blob(record, 2, event->uid, 16, SQLITE_STATIC);
        sqlite3_bind_int64(record, 3, event->volunteer);
        sqlite3_bind_int64(record, 4, event->project);
        text(record, 5, event, 3);
        for (int i = 4; i <= 6; i++) integer(record, i + 2, event, i);
        text(record, 9, event, 7);
        text(record, 10, event, 8);
        sqlite3_bind_int64(record, 11, event->recorder);
        text(record, 12, event, 10);
        text(record, 13, event, 11);
        run(record);
        break;
    case 'U': {
        int has_status = event->field[1][0] != '-', has_minutes = event->field[2][0] != '-';
        sqlite3_stmt *statement = has_status && has_minutes ? both : has_status ? status : minutes;
        sqlite3_bind_int64(statement, 1, event->id);
        if (has_status) text(statement, 2, event, 1);
        if (has_minutes) integer(statement, has_status ? 3 : 2, event, 2);
        run(statement);
        break;
    }
    case 'D':
        sqlite3_bind_int64(voided, 1, event->id);
        run(voided);
        break;
    }
}

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void write_all(const Event *events, size_t from, size_t to, size_t batch, int with_log) {
    for (size_t i = from; i < to; i++) {
        if ((i - from) % batch == 0) run(begin);
        write_event(&events[i], with_log, (int64_t)i + 1);
        if ((i - from) % batch == batch - 1 || i + 1 == to) run(commit);
    }
}

static void prepare_all(int with_log, int with_indexes) {
    check(sqlite3_exec(db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -6000;"
        "PRAGMA wal_autocheckpoint = 4000;"
        "CREATE TABLE vol(id INTEGER PRIMARY KEY, name, gender, id_no, phone, town, village, political,"
        " education, org, skills, registered, star, status, emergency);"
        "CREATE TABLE rec(id INTEGER PRIMARY KEY, uid BLOB, volunteer INT, project INT, act TEXT, start INT,"
        " end INT, minutes INT, cat TEXT, town TEXT, recorder INT, status TEXT, remark TEXT, voided INT);"
        "CREATE TABLE log(dot INTEGER PRIMARY KEY, body BLOB NOT NULL);", NULL, NULL, NULL));
    if (with_indexes)
        check(sqlite3_exec(db,
            "CREATE UNIQUE INDEX rec_by_uid ON rec(uid);"
            "CREATE INDEX rec_by_volunteer ON rec(volunteer, start);", NULL, NULL, NULL));
    volunteer = prepared("INSERT INTO vol VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    record = prepared("INSERT INTO rec(id, uid, volunteer, project, act, start, end, minutes, cat, town,"
        " recorder, status, remark) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)");
    status = prepared("UPDATE rec SET status = ?2 WHERE id = ?1");
    minutes = prepared("UPDATE rec SET minutes = ?2 WHERE id = ?1");
    both = prepared("UPDATE rec SET status = ?2, minutes = ?3 WHERE id = ?1");
    voided = prepared("UPDATE rec SET voided = 1 WHERE id = ?1");
    begin = prepared("BEGIN IMMEDIATE");
    commit = prepared("COMMIT");
    if (with_log) logged = prepared("INSERT INTO log VALUES(?, ?)");
}

int main(int count, char **arguments) {
    if (count != 8) {
        fprintf(stderr, "usage: yizhan-floor TSV DB BATCH LOG INDEXES SKIP COUNT\n");
        return 64;
    }
    FILE *file = fopen(arguments[1], "rb");
    if (!file) { perror(arguments[1]); return 66; }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *content = malloc(size + 1);
    if (fread(content, 1, size, file) != size) return 74;
    fclose(file);
    slots = calloc(slot_count, sizeof *slots);
    Event *events;
    size_t total = parse(content, size, &events);
    size_t batch = strtoul(arguments[3], NULL, 10), skip = strtoul(arguments[6], NULL, 10);
    size_t wanted = strtoul(arguments[7], NULL, 10);
    if (batch == 0 || skip + wanted > total) return 64;
    int with_log = atoi(arguments[4]), with_indexes = atoi(arguments[5]);
    if (sqlite3_open(arguments[2], &db) != SQLITE_OK) return 74;
    prepare_all(with_log, with_indexes);
    write_all(events, 0, skip, 500, with_log);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    write_all(events, skip, skip + wanted, batch, with_log);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    check(sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
    sqlite3_stmt *pages = prepared("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    check(sqlite3_step(pages));
    printf("{\"events\":%zu,\"seconds\":%.6f,\"cpu\":%.6f,\"bytes\":%lld,\"peakKiB\":%ld}\n", wanted, wall,
        cpu, (long long)sqlite3_column_int64(pages, 0), usage.ru_maxrss);
    return 0;
}
