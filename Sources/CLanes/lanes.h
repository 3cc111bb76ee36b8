// What the parts of this target share.
#ifndef CLANES_LANES_H
#define CLANES_LANES_H
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "clanes.h"

// Tests move it, together with SQLite's own.
#ifndef CLANES_LOCK_BYTE
#define CLANES_LOCK_BYTE 0x40000000u
#endif

enum {
  lane_limit = 3,
  stretch_limit = 256,  // pages
  open_blocks = 48,     // of a lane, of a piece each at most
  closed_blocks = 64,   // that wait to be written, of both
  piece_size = 1 << 20, // bytes that are copied, or written, at a time
  at_end = -1,          // no errno
  // Pages by which lane 0 may make the store larger.
  room_for_changes = 1 << 16,
  // What a database's size is said to be while lanes write it, so that each page they are given lies
  // inside; 1 TB at 4 KB a page, and half of it is free.
  page_limit = 1 << 28,
};

// A stretch of pages behind the store, which a lane has as free ones. Its first page lists the others,
// and names the next stretch.
typedef struct {
  struct block *block;  // what of it is not in the draft yet
  uint32_t next;        // the next one's first page; 0 until SQLite asks for this one
  uint8_t lane;
  uint8_t is_used;    // SQLite has written the first page
  uint8_t is_flushed; // it has had a block, which is in the draft
} stretch;

// Pages of a stretch that are written together: most come once, one behind the other.
typedef struct block {
  struct block *older, *newer;  // among those of the lane that take pages, or that wait to be written
  uint8_t *bytes;
  uint32_t index;  // of the stretch
  uint32_t count;  // of the pages that are there
  uint8_t is_closed;  // takes no more pages
  uint8_t is_there[stretch_limit];
} block;

typedef struct {
  block *oldest, *newest;
  int count;
} block_list;

struct clanes {
  sqlite3_vfs vfs;
  char name[40];
  sqlite3_vfs *system;
  int draft, base, direct, direct_base;
  uint32_t page_size;
  uint32_t base_pages;   // pages that may be read from the base
  uint32_t split_pages;  // pages before the first stretch
  uint32_t stretch_pages;
  uint8_t *pages[lane_limit];  // first pages of the lanes
  uint8_t *owners;             // by page up to split_pages: one more than the lane that has written it
  uint8_t *at_hand;            // by page up to base_pages: 1: lanes will read it, 2: it is in the draft for
                               // that, 3: it lists such pages
  pthread_mutex_t mutex;
  pthread_cond_t moved_on;
  int64_t copied_piece;  // the piece that is being copied, or -1
  stretch *stretches;
  uint32_t stretch_count, stretch_room;
  atomic_int is_stopped;
  atomic_int conflict;   // lanes were in each other's way
  block_list open[lane_limit], closed, spare;
  int write_error;       // why a block could not be written
  int is_writing;        // the thread that does so has been started
  int is_finishing;      // no more blocks come
  uint32_t first_pages;  // pages that lane 0 has
  pthread_t copier, writer;
  int ahead;             // what is read ahead beside the copying, or -1
  int is_copying;        // the thread has been started
  int copied;            // 1 when it has ended, with its result
  int copy_error;
};

// The places in the first page, as the file format has them.
enum {
  at_page_size = 16, at_write_version = 18, at_read_version = 19, at_reserved = 20, at_changes = 24,
  at_page_count = 28, at_free_trunk = 32, at_free_count = 36, at_vacuum = 52, at_valid_for = 92, at_schema = 100,
};

uint32_t get32(const uint8_t *bytes);
void put32(uint8_t *bytes, uint32_t value);
// All of it: 0 or an errno; at_end where the file has no more.
int read_all(int file, uint8_t *bytes, size_t count, off_t offset);
int write_all(int file, const uint8_t *bytes, size_t count, off_t offset);
// The same from memory that is aligned as direct writing needs it.
int write_direct(clanes *lanes, const uint8_t *bytes, size_t count, off_t offset);
off_t offset_of(const clanes *lanes, uint32_t page);
// The page that belongs to no table, since its bytes are what SQLite locks.
uint32_t lock_page(const clanes *lanes);

// stretches.c

// The stretch of a page; NULL when it is in none. With the lock held, and until it is let go.
stretch *stretch_at(clanes *lanes, uint32_t page);
int is_first_of_stretch(const clanes *lanes, uint32_t page);
// The first page of a new stretch; 0 when there is no memory, or no page left. With the lock held.
uint32_t add_stretch(clanes *lanes, int lane);
// Its first page, as a trunk of the list of free pages, with the next trunk and the pages it lists.
void list_stretch(const clanes *lanes, uint32_t first, uint32_t next, uint8_t *bytes);
// Gives the first page of a stretch where SQLite has not written it yet; 0 when it has, else an SQLite code
// in `code`.
int read_stretch(clanes *lanes, int lane, uint32_t page, uint8_t *bytes, int *code);
// Puts the free pages that a lane has left before those that begin with `next`, and adds to their `count`;
// `bytes` is room for a page. 0 or an errno.
int free_rest(clanes *lanes, int lane, uint32_t *next, uint32_t *count, uint8_t *bytes);

// blocks.c

// Whether the page is in a block; then its bytes.
int read_block(clanes *lanes, uint32_t page, uint8_t *bytes);
// Puts a page into its block: an SQLite code, or -1 when it is to go into the draft at once.
int write_block(clanes *lanes, int lane, uint32_t page, const uint8_t *bytes);
// Starts the thread that writes blocks; without it there are none.
void begin_blocks(clanes *lanes);
// Writes all blocks and ends the thread. 0 or an errno.
int finish_blocks(clanes *lanes);
void free_blocks(clanes *lanes);

// files.c

// Makes `lanes->vfs` the one that opens the draft: 0 or an errno.
int register_vfs(clanes *lanes);
// A page as the lane sees it: an SQLite code.
int read_page(clanes *lanes, int lane, uint32_t page, uint8_t *bytes);

#endif
