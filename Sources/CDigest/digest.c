#include "CDigest.h"

#include <string.h>

enum { block_size = 64 };

static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

cdigest cdigest_new(void) {
  cdigest message = {.count = 0};
  memcpy(message.hash, start, sizeof start);
  return message;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define VECTOR __attribute__((target("sha,ssse3,sse4.1")))

int cdigest_is_supported(void) {
  unsigned a, b, c, d;
  __builtin_cpu_init();
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) && __builtin_cpu_supports("ssse3") &&
         __builtin_cpu_supports("sse4.1");
}

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The eight words of a hash in the order in which the instructions take them: a b e f, c d g h.
typedef struct {
  __m128i abef, cdgh;
} words;

VECTOR static inline words get(const cdigest *message) {
  const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)message->hash), 0xB1);
  const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(message->hash + 4)), 0x1B);
  return (words){_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

VECTOR static inline void put(cdigest *message, words now) {
  const __m128i feba = _mm_shuffle_epi32(now.abef, 0x1B), dchg = _mm_shuffle_epi32(now.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)message->hash, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(message->hash + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// Words of a block, most significant byte first.
VECTOR static inline void read_block(__m128i schedule[4], const uint8_t *bytes) {
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (int n = 0; n < 4; n++)
    schedule[n] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * n)), order);
}

VECTOR static inline void extend(__m128i schedule[4], int n) {
  const __m128i before = _mm_alignr_epi8(schedule[(n + 3) & 3], schedule[(n + 2) & 3], 4);
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(schedule[n & 3], schedule[(n + 1) & 3]), before);
  schedule[n & 3] = _mm_sha256msg2_epu32(sum, schedule[(n + 3) & 3]);
}

VECTOR static inline __m128i with_constants(const __m128i schedule[4], int n) {
  return _mm_add_epi32(schedule[n & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * n)));
}

VECTOR static inline words add(words a, words b) {
  return (words){_mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh)};
}

VECTOR static void blocks_of_one(cdigest *message, const uint8_t *bytes, size_t blocks) {
  words now = get(message);
  for (; blocks > 0; blocks--, bytes += block_size) {
    const words before = now;
    __m128i schedule[4];
    read_block(schedule, bytes);
#pragma clang loop unroll(full)
    for (int n = 0; n < 16; n++) {
      const __m128i sum = with_constants(schedule, n);
      now.cdgh = _mm_sha256rnds2_epu32(now.cdgh, now.abef, sum);
      now.abef = _mm_sha256rnds2_epu32(now.abef, now.cdgh, _mm_shuffle_epi32(sum, 0x0E));
      if (n < 12) extend(schedule, n);
    }
    now = add(now, before);
  }
  put(message, now);
}

VECTOR static void blocks_of_two(cdigest *first, const uint8_t *bytes, cdigest *second, const uint8_t *others,
                                 size_t blocks) {
  words now = get(first), also = get(second);
  for (; blocks > 0; blocks--, bytes += block_size, others += block_size) {
    const words before = now, also_before = also;
    __m128i schedule[4], other[4];
    read_block(schedule, bytes);
    read_block(other, others);
#pragma clang loop unroll(full)
    for (int n = 0; n < 16; n++) {
      const __m128i sum = with_constants(schedule, n), other_sum = with_constants(other, n);
      now.cdgh = _mm_sha256rnds2_epu32(now.cdgh, now.abef, sum);
      also.cdgh = _mm_sha256rnds2_epu32(also.cdgh, also.abef, other_sum);
      now.abef = _mm_sha256rnds2_epu32(now.abef, now.cdgh, _mm_shuffle_epi32(sum, 0x0E));
      also.abef = _mm_sha256rnds2_epu32(also.abef, also.cdgh, _mm_shuffle_epi32(other_sum, 0x0E));
      if (n < 12) {
        extend(schedule, n);
        extend(other, n);
      }
    }
    now = add(now, before);
    also = add(also, also_before);
  }
  put(first, now);
  put(second, also);
}
#else
int cdigest_is_supported(void) { return 0; }
static void blocks_of_one(cdigest *message, const uint8_t *bytes, size_t blocks) {
  (void)message, (void)bytes, (void)blocks;
}
static void blocks_of_two(cdigest *first, const uint8_t *bytes, cdigest *second, const uint8_t *others,
                          size_t blocks) {
  blocks_of_one(first, bytes, blocks), blocks_of_one(second, others, blocks);
}
#endif

// What is left to be digested once the block that was begun is full, or nothing is left.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} piece;

static piece fill_block(cdigest *message, piece rest) {
  const size_t held = message->count % block_size;
  message->count += rest.count;
  if (held == 0 || rest.count == 0) return rest;
  const size_t wanted = block_size - held, taken = rest.count < wanted ? rest.count : wanted;
  memcpy(message->block + held, rest.bytes, taken);
  if (taken == wanted) blocks_of_one(message, message->block, 1);
  return (piece){rest.bytes + taken, rest.count - taken};
}

static void add_rest(cdigest *message, piece rest, size_t done) {
  const size_t blocks = rest.count / block_size;
  blocks_of_one(message, rest.bytes + done * block_size, blocks - done);
  // Less than a block is left of a piece that reached a block's beginning.
  if (rest.count % block_size && (message->count - rest.count) % block_size == 0)
    memcpy(message->block, rest.bytes + blocks * block_size, rest.count % block_size);
}

void cdigest_add(cdigest *message, const uint8_t *bytes, size_t count) {
  add_rest(message, fill_block(message, (piece){bytes, count}), 0);
}

void cdigest_add_both(cdigest *first, const uint8_t *bytes, size_t count, cdigest *second, const uint8_t *others,
                      size_t other_count) {
  const piece a = fill_block(first, (piece){bytes, count}), b = fill_block(second, (piece){others, other_count});
  const size_t common = (a.count < b.count ? a.count : b.count) / block_size;
  blocks_of_two(first, a.bytes, second, b.bytes, common);
  add_rest(first, a, common);
  add_rest(second, b, common);
}

void cdigest_value(const cdigest *message, uint8_t *value) {
  cdigest end = *message;
  size_t held = end.count % block_size;
  end.block[held++] = 0x80;
  memset(end.block + held, 0, block_size - held);
  if (held > block_size - 8) {
    blocks_of_one(&end, end.block, 1);
    memset(end.block, 0, block_size);
  }
  for (int n = 0; n < 8; n++) end.block[block_size - 1 - n] = (uint8_t)(8 * message->count >> 8 * n);
  blocks_of_one(&end, end.block, 1);
  for (int n = 0; n < 32; n++) value[n] = (uint8_t)(end.hash[n / 4] >> (24 - 8 * (n % 4)));
}
