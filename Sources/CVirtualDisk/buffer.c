#include "disk.h"

#include <stdlib.h>
#include <string.h>

bool buffer_reserve(buffer *buffer, size_t size) {
    if (size <= buffer->room) return true;
    size_t room = buffer->room * 2 > size ? buffer->room * 2 : size;
    if (room < 4096) room = 4096;
    uint8_t *bytes = realloc(buffer->bytes, room);
    if (!bytes) return false;
    buffer->bytes = bytes;
    buffer->room = room;
    return true;
}

bool buffer_resize(buffer *buffer, size_t size) {
    if (!buffer_reserve(buffer, size)) return false;
    if (size > buffer->size) memset(buffer->bytes + buffer->size, 0, size - buffer->size);
    buffer->size = size;
    return true;
}

bool buffer_write(buffer *buffer, size_t at, const void *bytes, size_t count) {
    if (!buffer_reserve(buffer, at + count)) return false;
    if (at > buffer->size) memset(buffer->bytes + buffer->size, 0, at - buffer->size);
    if (count) memcpy(buffer->bytes + at, bytes, count);
    if (at + count > buffer->size) buffer->size = at + count;
    return true;
}

bool buffer_copy(buffer *to, const buffer *from) {
    if (!buffer_reserve(to, from->size)) return false;
    if (from->size) memcpy(to->bytes, from->bytes, from->size);
    to->size = from->size;
    return true;
}

void buffer_free(buffer *buffer) {
    free(buffer->bytes);
    buffer->bytes = NULL;
    buffer->size = buffer->room = 0;
}
