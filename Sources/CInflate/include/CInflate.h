// Decompresses two deflate streams side by side, faster than one after the other.
//
// What keeps a decoder of RFC 1951 waiting is that each symbol says where the next one begins. Two streams
// do not wait for each other, so their symbols are looked up in turn. Each is only noted first; literals and
// matches are put where they belong a thousand at a time, and the bytes are checked by CRC-32 while they
// are in the cache.
//
// A stream is one deflate stream with the eight bytes that gzip (RFC 1952) writes behind it. Its header, and
// what follows, are the caller's.
#ifndef CINFLATE_H
#define CINFLATE_H
#include <stddef.h>
#include <stdint.h>

/// Two lanes, 0 and 1, of one stream each. Not for more than one thread at a time.
typedef struct cinflate cinflate;

typedef enum {
  cinflate_idle = 0,            ///< no stream was begun
  cinflate_active = 1,          ///< there is more to come
  cinflate_done = 2,            ///< all has been decompressed, and length and checksum are right
  cinflate_bad_block = -1,      ///< the description of a block is none
  cinflate_bad_symbol = -2,     ///< a code that stands for nothing
  cinflate_bad_distance = -3,   ///< a match begins before the stream does
  cinflate_bad_checksum = -4,   ///< length or checksum are others
  cinflate_truncated = -5,      ///< the input ends before the stream does
} cinflate_status;

/// Whether this processor has what it takes; nothing else may be called otherwise.
int cinflate_is_supported(void);

/// NULL when there is no memory.
cinflate *cinflate_new(void);
void cinflate_free(cinflate *pair);

/// Begins a stream in a lane. What the lane held is gone.
void cinflate_begin(cinflate *pair, int lane);
/// Gives a lane up.
void cinflate_end(cinflate *pair, int lane);

/// Whether a stream needs more input before it can go on.
int cinflate_wants_input(const cinflate *pair, int lane);
/// Whether there is room for much input.
int cinflate_can_take_input(const cinflate *pair, int lane);
/// Where the next input belongs, where there is room.
uint8_t *cinflate_room(cinflate *pair, int lane, size_t *room);
/// Says that `count` bytes were put there; 0 that there are no more.
void cinflate_feed(cinflate *pair, int lane, size_t count);

/// Decompresses, both streams where both can go on, until the lane's output is full, its stream has ended,
/// or one of the two wants input.
void cinflate_run(cinflate *pair, int lane);

/// What was decompressed and not yet taken. It stays where it is until cinflate_run, of either lane; 64 bytes
/// behind it may be read. There is always room for more while it is at most cinflate_left bytes.
enum { cinflate_left = 1 << 17 };
const uint8_t *cinflate_output(const cinflate *pair, int lane, size_t *count);
/// Takes the first `count` bytes of it.
void cinflate_take(cinflate *pair, int lane, size_t count);

/// Gives the last `count` bytes that were taken back; 0 when they are gone.
int cinflate_return(cinflate *pair, int lane, size_t count);

/// How the stream stands. Output that came before its end, or before damage, can still be taken.
cinflate_status cinflate_state(const cinflate *pair, int lane);
/// Input that was fed and is not the stream's, once that is done.
const uint8_t *cinflate_rest(const cinflate *pair, int lane, size_t *count);

#endif
