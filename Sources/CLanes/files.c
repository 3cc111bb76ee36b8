// The draft as SQLite sees it through a lane.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"

typedef struct {
  sqlite3_file file;
  clanes *lanes;
  int lane;
} lane_file;

int read_page(clanes *lanes, int lane, uint32_t page, uint8_t *bytes) {
  int source = lanes->draft;
  if (lanes->is_stopped) return SQLITE_IOERR_READ;
  if (page == 1 && lanes->pages[lane]) {
    memcpy(bytes, lanes->pages[lane], lanes->page_size);
    return SQLITE_OK;
  }
  if (page <= lanes->split_pages) {
    pthread_mutex_lock(&lanes->mutex);
    uint8_t owner = lanes->owners[page];
    int is_at_hand = lanes->at_hand && page <= lanes->base_pages && lanes->at_hand[page] == 2;
    pthread_mutex_unlock(&lanes->mutex);
    if (owner > 1 && owner != lane + 1) {
      lanes->conflict = 1;
      return SQLITE_IOERR_READ;
    }
    if (owner == 0 && page <= lanes->base_pages && !is_at_hand) source = lanes->base;
  } else if (lane > 0) {
    int code;
    if (read_block(lanes, page, bytes)) return SQLITE_OK;
    if (is_first_of_stretch(lanes, page) && read_stretch(lanes, lane, page, bytes, &code)) return code;
  }
  int error = read_all(source, bytes, lanes->page_size, offset_of(lanes, page));
  if (error == at_end && page > lanes->split_pages) {
    // It was given back before it came to be written, and is taken again.
    memset(bytes, 0, lanes->page_size);
    error = 0;
  }
  if (error) return SQLITE_IOERR_READ;
  if (page == 1) bytes[at_write_version] = bytes[at_read_version] = 1;  // no log is needed
  return SQLITE_OK;
}

static int write_page(clanes *lanes, int lane, uint32_t page, const uint8_t *bytes) {
  if (lanes->is_stopped) return SQLITE_IOERR_WRITE;
  if (page == 1 && lanes->pages[lane]) {
    memcpy(lanes->pages[lane], bytes, lanes->page_size);
    return SQLITE_OK;
  }
  if (page <= lanes->split_pages) {
    int64_t piece = offset_of(lanes, page) / piece_size;
    pthread_mutex_lock(&lanes->mutex);
    while (lanes->copied_piece == piece) pthread_cond_wait(&lanes->moved_on, &lanes->mutex);
    uint8_t *owner = lanes->owners + page;
    if (*owner > 1 && *owner != lane + 1) lanes->conflict = 1;
    else *owner = (uint8_t)(lane + 1);
    pthread_mutex_unlock(&lanes->mutex);
    if (lanes->conflict) return SQLITE_IOERR_WRITE;
  } else if (lane > 0) {
    int error = write_block(lanes, lane, page, bytes);
    if (error >= 0) return error;
  } else {
    lanes->first_pages = page > lanes->first_pages ? page : lanes->first_pages;
  }
  int error = write_all(lanes->draft, bytes, lanes->page_size, offset_of(lanes, page));
  if (error == ENOSPC || error == EDQUOT) return SQLITE_FULL;
  return error ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int lane_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  clanes *lanes = ((lane_file *)file)->lanes;
  int lane = ((lane_file *)file)->lane;
  uint32_t size = lanes->page_size, start = (uint32_t)(offset % size);
  uint32_t page = (uint32_t)(offset / size) + 1;
  if (start == 0 && (uint32_t)count == size) return read_page(lanes, lane, page, bytes);
  if (start + (uint32_t)count > size) return SQLITE_IOERR_READ;
  uint8_t *whole = malloc(size);
  if (whole == NULL) return SQLITE_IOERR_NOMEM;
  int code = read_page(lanes, lane, page, whole);
  if (code == SQLITE_OK) memcpy(bytes, whole + start, (size_t)count);
  free(whole);
  return code;
}

static int lane_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  clanes *lanes = ((lane_file *)file)->lanes;
  if (offset % lanes->page_size || (uint32_t)count != lanes->page_size) return SQLITE_IOERR_WRITE;
  return write_page(lanes, ((lane_file *)file)->lane, (uint32_t)(offset / lanes->page_size) + 1, bytes);
}

static int lane_size(sqlite3_file *file, sqlite3_int64 *size) {
  clanes *lanes = ((lane_file *)file)->lanes;
  if (((lane_file *)file)->lane > 0) {
    *size = (sqlite3_int64)page_limit * lanes->page_size;
    return SQLITE_OK;
  }
  *size = (sqlite3_int64)lanes->first_pages * lanes->page_size;
  return SQLITE_OK;
}

// What one lane says of the file's end is not so for the others.
static int lane_truncate(sqlite3_file *file, sqlite3_int64 size) { return (void)file, (void)size, SQLITE_OK; }
// The draft is put on the disk as a whole.
static int lane_sync(sqlite3_file *file, int flags) { return (void)file, (void)flags, SQLITE_OK; }
static int lane_lock(sqlite3_file *file, int level) { return (void)file, (void)level, SQLITE_OK; }
static int lane_is_reserved(sqlite3_file *file, int *answer) { return (void)file, *answer = 0, SQLITE_OK; }
static int lane_control(sqlite3_file *file, int verb, void *argument) {
  return (void)file, (void)verb, (void)argument, SQLITE_NOTFOUND;
}
static int lane_sector(sqlite3_file *file) { return (int)((lane_file *)file)->lanes->page_size; }
static int lane_traits(sqlite3_file *file) { return (void)file, 0; }
static int lane_close(sqlite3_file *file) { return (void)file, SQLITE_OK; }

static const sqlite3_io_methods lane_methods = {
    .iVersion = 1,
    .xClose = lane_close,
    .xRead = lane_read,
    .xWrite = lane_write,
    .xTruncate = lane_truncate,
    .xSync = lane_sync,
    .xFileSize = lane_size,
    .xLock = lane_lock,
    .xUnlock = lane_lock,
    .xCheckReservedLock = lane_is_reserved,
    .xFileControl = lane_control,
    .xSectorSize = lane_sector,
    .xDeviceCharacteristics = lane_traits,
};

static int open_lane(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out) {
  clanes *lanes = vfs->pAppData;
  if (!(flags & SQLITE_OPEN_MAIN_DB)) return lanes->system->xOpen(lanes->system, name, file, flags, flags_out);
  lane_file *mine = (lane_file *)file;
  mine->file.pMethods = NULL;
  sqlite3_int64 lane = sqlite3_uri_int64(name, "lane", -1);
  int is_split = lanes->pages[1] != NULL;
  if (lane < 0 || lane >= lane_limit || is_split != (lane > 0)) return SQLITE_CANTOPEN;
  *mine = (lane_file){.file.pMethods = &lane_methods, .lanes = lanes, .lane = (int)lane};
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}

int register_vfs(clanes *lanes) {
  lanes->system = sqlite3_vfs_find(NULL);
  lanes->vfs = *lanes->system;
  snprintf(lanes->name, sizeof lanes->name, "lanes-%p", (void *)lanes);
  lanes->vfs.zName = lanes->name;
  lanes->vfs.pNext = NULL;
  lanes->vfs.pAppData = lanes;
  lanes->vfs.xOpen = open_lane;
  if (lanes->vfs.szOsFile < (int)sizeof(lane_file)) lanes->vfs.szOsFile = sizeof(lane_file);
  if (sqlite3_vfs_register(&lanes->vfs, 0) == SQLITE_OK) return 0;
  lanes->system = NULL;
  return ENOMEM;
}
