// Decompresses streams in pairs and compares with zlib: whole ones, damaged ones and shortened ones.
// usage: inflate ROUNDS
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "CDigest.h"
#include "CInflate.h"

static uint64_t seed = 1;

static uint32_t roll(uint32_t limit) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((seed >> 33) % limit);
}

typedef struct {
  uint8_t *bytes;
  size_t count;
} data;

// Bytes as a compressor meets them: words that come again, runs, noise, and all of these in turn.
static data make_text(void) {
  const size_t limit = roll(4) ? roll(3000) : roll(700000);
  data text = {malloc(limit + 300), 0};
  static const char *const words[] = {"\"eventVersion\":\"1.08\",", "\"userIdentity\":{\"type\":\"AssumedRole\",",
                                      "\"requestParameters\":null,", "RunInstances", "\n", "}", "0", "AKIA"};
  const uint32_t kind = roll(6);
  while (text.count < limit) {
    const uint32_t choice = kind < 5 ? kind : roll(5), length = 1 + roll(200);
    uint8_t *const end = text.bytes + text.count;
    if (choice == 0) {
      const char *const word = words[roll(8)];
      memcpy(end, word, strlen(word));
      text.count += strlen(word);
      continue;
    }
    if (choice == 1) memset(end, (int)roll(3), length);
    if (choice == 2) for (uint32_t n = 0; n < length; n++) end[n] = (uint8_t)roll(256);
    if (choice == 3) for (uint32_t n = 0; n < length; n++) end[n] = (uint8_t)('a' + roll(1 + roll(20)));
    if (choice == 4) {
      const size_t back = 1 + roll(text.count < 40000 ? (uint32_t)text.count + 1 : 40000);
      for (uint32_t n = 0; n < length; n++) end[n] = back <= text.count ? end[(ptrdiff_t)n - (ptrdiff_t)back] : 'x';
    }
    text.count += length;
  }
  return text;
}

// A raw stream, of blocks of all kinds, and what gzip writes behind it.
static data compress_text(data text) {
  z_stream z = {0};
  static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED};
  assert(deflateInit2(&z, (int)roll(10), Z_DEFLATED, -9 - (int)roll(7), 1 + (int)roll(9), strategies[roll(6)]) == Z_OK);
  const size_t room = text.count + text.count / 4 + 20000;
  data stream = {malloc(room), 0};
  z.next_out = stream.bytes;
  z.avail_out = (uInt)room;
  size_t at = 0;
  const int flushes = roll(3) == 0;
  do {
    const size_t piece = flushes ? 1 + roll(60000) : text.count;
    const size_t count = piece < text.count - at ? piece : text.count - at;
    z.next_in = text.bytes + at;
    z.avail_in = (uInt)count;
    at += count;
    static const int kinds[] = {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_PARTIAL_FLUSH, Z_FULL_FLUSH, Z_BLOCK};
    deflate(&z, at == text.count ? Z_FINISH : kinds[roll(5)]);
    if (flushes && roll(8) == 0) deflateParams(&z, (int)roll(10), strategies[roll(6)]);
  } while (at < text.count);
  while (deflate(&z, Z_FINISH) != Z_STREAM_END) assert(z.avail_out > 0);
  stream.count = room - z.avail_out;
  deflateEnd(&z);
  const uint32_t trailer[2] = {(uint32_t)crc32(0, text.bytes, (uInt)text.count), (uint32_t)text.count};
  memcpy(stream.bytes + stream.count, trailer, 8);
  stream.count += 8;
  return stream;
}

typedef enum { whole, damaged, short_of_input } verdict;

// What zlib makes of a stream: the bytes up to its end, or to what is wrong.
static data expect(data stream, size_t limit, verdict *found, size_t *used) {
  z_stream z = {0};
  data text = {malloc(limit + 1), 0};
  assert(inflateInit2(&z, -15) == Z_OK);
  z.next_in = stream.bytes;
  z.avail_in = (uInt)stream.count;
  z.next_out = text.bytes;
  z.avail_out = (uInt)limit;
  const int code = inflate(&z, Z_SYNC_FLUSH);
  text.count = limit - z.avail_out;
  *used = stream.count - z.avail_in;
  assert(z.avail_out > 0 || code == Z_STREAM_END);
  if (code == Z_STREAM_END) {
    uint32_t trailer[2];
    if (z.avail_in < 8) {
      *found = short_of_input;
    } else {
      memcpy(trailer, z.next_in, 8);
      *found = trailer[0] == (uint32_t)crc32(0, text.bytes, (uInt)text.count) && trailer[1] == (uint32_t)text.count
                   ? whole : damaged;
      *used += 8;
    }
  } else {
    *found = code == Z_DATA_ERROR ? damaged : short_of_input;
  }
  inflateEnd(&z);
  return text;
}

// A stream on its way through a lane.
typedef struct {
  data stream, expected;
  verdict verdict;
  size_t used, fed, met;
  int is_open;
  cdigest digest;
} passage;

static const int longest_text = 1 << 21;

static void begin(cinflate *pair, int lane, passage *p) {
  const data text = make_text();
  p->stream = compress_text(text);
  free(text.bytes);
  const uint32_t change = roll(6);
  if (change == 0 && p->stream.count > 0) p->stream.count = roll((uint32_t)p->stream.count + 1);
  if (change == 1) p->stream.bytes[roll((uint32_t)p->stream.count)] ^= (uint8_t)(1u << roll(8));
  if (change == 2 && p->stream.count > 60)
    for (int n = 0; n < 4; n++) p->stream.bytes[roll(60)] = (uint8_t)roll(256);
  p->expected = expect(p->stream, longest_text, &p->verdict, &p->used);
  p->fed = p->met = 0;
  p->is_open = 1;
  p->digest = cdigest_new();
  cinflate_begin(pair, lane);
}

static data feed(cinflate *pair, int lane, passage *p) {
  if (!p->is_open || !cinflate_can_take_input(pair, lane)) return (data){0};
  size_t room;
  uint8_t *const place = cinflate_room(pair, lane, &room);
  size_t count = roll(2) ? room : 1 + roll((uint32_t)room);
  if (count > p->stream.count - p->fed) count = p->stream.count - p->fed;
  memcpy(place, p->stream.bytes + p->fed, count);
  p->fed += count;
  cinflate_feed(pair, lane, count);
  return (data){place, count};
}

static void finish(cinflate *pair, int lane, passage *p) {
  const cinflate_status state = cinflate_state(pair, lane);
  const verdict found = state == cinflate_done ? whole : state == cinflate_truncated ? short_of_input : damaged;
  // Where input is missing, what is there may be wrong already: zlib says so later or sooner.
  const int agrees = found == p->verdict || (found != whole && p->verdict != whole && p->fed == p->stream.count);
  const size_t least = p->verdict == whole ? p->expected.count : 0;
  if (!agrees || p->met < least || p->met > p->expected.count) {
    fprintf(stderr, "%d instead of %d, %zu bytes of %zu, input %zu of %zu\n", found, p->verdict, p->met,
            p->expected.count, p->fed, p->stream.count);
    abort();
  }
  if (found == whole) {
    size_t rest;
    const uint8_t *const bytes = cinflate_rest(pair, lane, &rest);
    assert(p->fed - rest == p->used && memcmp(bytes, p->stream.bytes + p->used, rest) == 0);
    uint8_t once[32], pieces[32];
    cdigest message = cdigest_new();
    cdigest_add(&message, p->stream.bytes, p->fed);
    cdigest_value(&message, once);
    cdigest_value(&p->digest, pieces);
    assert(memcmp(once, pieces, 32) == 0);
  } else if (found == short_of_input && p->verdict == short_of_input) {
    assert(p->met == p->expected.count);
  }
  cinflate_end(pair, lane);
  free(p->stream.bytes);
  free(p->expected.bytes);
  p->is_open = 0;
}

// Takes some of the output, and gives some of that back.
static void take(cinflate *pair, int lane, passage *p) {
  size_t count;
  const uint8_t *const bytes = cinflate_output(pair, lane, &count);
  if (p->met + count > p->expected.count || memcmp(bytes, p->expected.bytes + p->met, count) != 0) {
    fprintf(stderr, "other bytes behind %zu of %zu\n", p->met, p->expected.count);
    abort();
  }
  size_t taken = roll(3) ? count : roll((uint32_t)count + 1);
  if (count - taken > cinflate_left) taken = count - cinflate_left;
  cinflate_take(pair, lane, taken);
  p->met += taken;
  const size_t back = roll(8) ? 0 : roll(5000);
  if (back <= p->met && cinflate_return(pair, lane, back)) {
    p->met -= back;
    const uint8_t *const again = cinflate_output(pair, lane, &count);
    assert(memcmp(again, p->expected.bytes + p->met, count) == 0);
    if (count > cinflate_left) {
      cinflate_take(pair, lane, back);
      p->met += back;
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || !cinflate_is_supported() || !cdigest_is_supported()) return argc == 2 ? 3 : 2;
  const int rounds = atoi(argv[1]);
  cinflate *const pair = cinflate_new();
  passage passages[2] = {0};
  for (int begun = 0; begun < rounds || passages[0].is_open || passages[1].is_open;) {
    const int lane = (int)roll(2);
    passage *const p = &passages[lane];
    if (!p->is_open) {
      if (begun < rounds) {
        seed = (uint64_t)begun++ * 7919 + 1;
        begin(pair, lane, p);
      }
      continue;
    }
    while (cinflate_wants_input(pair, 0) || cinflate_wants_input(pair, 1)) {
      const data a = feed(pair, 0, &passages[0]), b = feed(pair, 1, &passages[1]);
      cdigest_add_both(&passages[0].digest, a.bytes, a.count, &passages[1].digest, b.bytes, b.count);
    }
    cinflate_run(pair, lane);
    take(pair, lane, p);
    size_t left;
    cinflate_output(pair, lane, &left);
    if (left == 0 && cinflate_state(pair, lane) != cinflate_active) finish(pair, lane, p);
  }
  cinflate_free(pair);
  printf("%d\n", rounds);
  return 0;
}
