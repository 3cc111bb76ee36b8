// New pages on their way to the draft. A thread of its own writes them, by the stretch: SQLite would wait
// for each.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"

static void append(block_list *list, block *entry) {
  entry->older = list->newest;
  entry->newer = NULL;
  if (list->newest) list->newest->newer = entry;
  else list->oldest = entry;
  list->newest = entry;
  list->count++;
}

static void take_out(block_list *list, block *entry) {
  if (entry->older) entry->older->newer = entry->newer;
  else list->oldest = entry->newer;
  if (entry->newer) entry->newer->older = entry->older;
  else list->newest = entry->older;
  list->count--;
}

// A block for a stretch; with the lock held. NULL when there is no memory.
static block *new_block(clanes *lanes, uint32_t index) {
  block *entry = lanes->spare.oldest;
  if (entry) {
    take_out(&lanes->spare, entry);
  } else {
    entry = malloc(sizeof *entry);
    if (entry == NULL) return NULL;
    entry->bytes = aligned_alloc(4096, piece_size);
    if (entry->bytes == NULL) return free(entry), NULL;
  }
  entry->index = index;
  entry->count = entry->is_closed = 0;
  memset(entry->is_there, 0, sizeof entry->is_there);
  return entry;
}

// Hands a block to the thread that writes; with the lock held.
static void close_block(clanes *lanes, int lane, block *entry) {
  take_out(&lanes->open[lane], entry);
  entry->is_closed = 1;
  append(&lanes->closed, entry);
  pthread_cond_broadcast(&lanes->moved_on);
}

int read_block(clanes *lanes, uint32_t page, uint8_t *bytes) {
  uint32_t place = (page - lanes->split_pages - 1) % lanes->stretch_pages;
  pthread_mutex_lock(&lanes->mutex);
  stretch *mine = stretch_at(lanes, page);
  block *entry = mine ? mine->block : NULL;
  int found = entry && entry->is_there[place];
  if (found) memcpy(bytes, entry->bytes + (size_t)place * lanes->page_size, lanes->page_size);
  pthread_mutex_unlock(&lanes->mutex);
  return found;
}

int write_block(clanes *lanes, int lane, uint32_t page, const uint8_t *bytes) {
  uint32_t place = (page - lanes->split_pages - 1) % lanes->stretch_pages;
  int code = -1;
  pthread_mutex_lock(&lanes->mutex);
  stretch *mine = stretch_at(lanes, page);
  if (mine == NULL || mine->lane != lane) {
    lanes->conflict = 1;
    code = SQLITE_IOERR_WRITE;
  } else if (lanes->write_error) {
    code = lanes->write_error == ENOSPC || lanes->write_error == EDQUOT ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  } else {
    if (place == 0) mine->is_used = 1;
    // One that is being written must be in the draft before the page is there anew.
    while (mine->block && mine->block->is_closed) {
      pthread_cond_wait(&lanes->moved_on, &lanes->mutex);
      mine = stretch_at(lanes, page);  // the list may have moved
    }
    if (mine->block == NULL && !mine->is_flushed && lanes->is_writing) {
      while (lanes->closed.count >= closed_blocks) pthread_cond_wait(&lanes->moved_on, &lanes->mutex);
      mine = stretch_at(lanes, page);
      mine->block = new_block(lanes, (uint32_t)(mine - lanes->stretches));
      if (mine->block) append(&lanes->open[lane], mine->block);
      if (lanes->open[lane].count > open_blocks) close_block(lanes, lane, lanes->open[lane].oldest);
    }
    block *entry = mine->block;
    if (entry) {
      memcpy(entry->bytes + (size_t)place * lanes->page_size, bytes, lanes->page_size);
      entry->count += !entry->is_there[place];
      entry->is_there[place] = 1;
      if (entry->count == lanes->stretch_pages) close_block(lanes, lane, entry);
      code = SQLITE_OK;
    }
  }
  pthread_mutex_unlock(&lanes->mutex);
  return code;
}

static int flush(clanes *lanes, const block *entry) {
  uint32_t first = lanes->split_pages + 1 + entry->index * lanes->stretch_pages;
  int error = 0;
  for (uint32_t place = 0; place < lanes->stretch_pages && error == 0;) {
    uint32_t end = place;
    while (end < lanes->stretch_pages && entry->is_there[end]) end++;
    if (end > place)
      error = write_direct(lanes, entry->bytes + (size_t)place * lanes->page_size,
                           (size_t)(end - place) * lanes->page_size, offset_of(lanes, first + place));
    for (place = end; place < lanes->stretch_pages && !entry->is_there[place];) place++;
  }
  return error;
}

static void *write_blocks(void *context) {
  clanes *lanes = context;
  pthread_mutex_lock(&lanes->mutex);
  for (;;) {
    block *entry = lanes->closed.oldest;
    if (entry == NULL && lanes->is_finishing) break;
    if (entry == NULL) {
      pthread_cond_wait(&lanes->moved_on, &lanes->mutex);
      continue;
    }
    pthread_mutex_unlock(&lanes->mutex);
    int error = lanes->is_stopped ? 0 : flush(lanes, entry);
    pthread_mutex_lock(&lanes->mutex);
    if (error && lanes->write_error == 0) lanes->write_error = error;
    take_out(&lanes->closed, entry);
    lanes->stretches[entry->index].block = NULL;
    lanes->stretches[entry->index].is_flushed = 1;
    append(&lanes->spare, entry);
    pthread_cond_broadcast(&lanes->moved_on);
  }
  pthread_mutex_unlock(&lanes->mutex);
  return NULL;
}

int finish_blocks(clanes *lanes) {
  if (!lanes->is_writing) return 0;
  pthread_mutex_lock(&lanes->mutex);
  for (int lane = 1; lane < lane_limit; lane++)
    while (lanes->open[lane].oldest) close_block(lanes, lane, lanes->open[lane].oldest);
  lanes->is_finishing = 1;
  pthread_cond_broadcast(&lanes->moved_on);
  pthread_mutex_unlock(&lanes->mutex);
  pthread_join(lanes->writer, NULL);
  lanes->is_writing = 0;
  return lanes->write_error;
}

void begin_blocks(clanes *lanes) {
  lanes->is_writing = pthread_create(&lanes->writer, NULL, write_blocks, lanes) == 0;
}

void free_blocks(clanes *lanes) {
  for (block *entry; (entry = lanes->spare.oldest); free(entry)) {
    take_out(&lanes->spare, entry);
    free(entry->bytes);
  }
}
