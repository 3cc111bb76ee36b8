// A new store that is written by several SQLite connections at once.
//
// SQLite has one writer a file. Tables and indexes share no pages, though, but for the first one and the
// list of free ones. So each connection, a lane, gets a first page of its own, and a list of free pages
// that never ends: pages that lie behind the store, a stretch at a time. When all are done, one first
// page is made of theirs. A lane that touches what another one has written gets an error.
//
// The store begins as a copy of a file, which is made meanwhile: a page that no lane has written is read
// from that file.
//
// Pages, the first page and the list of free pages are those of https://www.sqlite.org/fileformat.html.
#ifndef CLANES_H
#define CLANES_H
#include <stdint.h>

typedef struct clanes clanes;

// Opens a file for reading past the system's memory; -1 where that cannot be.
int clanes_open_direct(const char *path);

// Begins with the `size` bytes of the database in `base`, or, where that is -1, in `draft` itself, which is
// at `path`. `base_direct` is from clanes_open_direct, or -1. The descriptors have to live as long as the
// result. NULL, and errno, when there is no memory or the bytes are no database that can be written so.
clanes *clanes_new(int draft, const char *path, int base, int base_direct, int64_t size);
// After all connections are closed and the copying has ended.
void clanes_free(clanes *lanes);

// The VFS through which to open the draft, with `lane=N` in its URI: 0 as the only connection, before
// clanes_split, and 1 or 2 afterwards. Each lane is to be opened once, and none needs locks or a journal.
const char *clanes_vfs(const clanes *lanes);

// Begins to copy, on a thread of its own, what no lane has written; beside it the file in the descriptor
// `ahead`, where that is not -1, is read into the system's memory. 0 or an errno.
int clanes_start(clanes *lanes, int ahead);
// Waits until that has ended, at most so long: 0, an errno, or -1 when it has not.
int clanes_wait(clanes *lanes, int milliseconds);
// Makes the copying and all that lanes do fail from now on.
void clanes_stop(clanes *lanes);

// Says that lanes will read all of the index whose first page is `root`, so that what is copied of it is left
// in the system's memory. Before clanes_start; a hint, which may have no effect.
void clanes_will_read(clanes *lanes, int64_t root);

// Lane 0 is closed: the others may begin. 0 or an errno.
int clanes_split(clanes *lanes);
// All lanes are closed and the copying is done: makes the draft one database, also when there was lane 0
// alone. 0 or an errno; EBUSY when the lanes were in each other's way.
int clanes_join(clanes *lanes);
#endif
