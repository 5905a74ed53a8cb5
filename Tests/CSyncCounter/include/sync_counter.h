#ifndef SYNC_COUNTER_H
#define SYNC_COUNTER_H

/* How often this process has asked for stable storage. The counter stands in front of libc's fsync and
 * fdatasync: a symbol of the executable goes before one of a library. */
long sync_counter_value(void);

#endif
