// 64 bytes at a time become four bit masks (quote, backslash, opening and closing bracket); the
// rest is arithmetic on 64-bit words. A block that cannot bring the depth back to zero costs two
// population counts. Vector code is chosen when the program starts.

#define _GNU_SOURCE
#include "CScan.h"

#include <string.h>

typedef struct {
  uint64_t quote, backslash, open, close, newline;
} masks;

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline masks masks_avx2(const uint8_t *p) {
  const __m256i a = _mm256_loadu_si256((const __m256i *)p);
  const __m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
  const __m256i fold = _mm256_set1_epi8(0x20);
  const __m256i fa = _mm256_or_si256(a, fold), fb = _mm256_or_si256(b, fold);
#define MASK(x, y, c)                                                                              \
  ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(c))) |          \
   (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(y, _mm256_set1_epi8(c))) << 32)
  // '[' | 0x20 is '{' and ']' | 0x20 is '}'.
  return (masks){MASK(a, b, '"'), MASK(a, b, '\\'), MASK(fa, fb, '{'), MASK(fa, fb, '}'),
                 MASK(a, b, '\n')};
#undef MASK
}

static inline masks masks_baseline(const uint8_t *p) {
  masks m = {0, 0, 0, 0, 0};
  const __m128i fold = _mm_set1_epi8(0x20);
  for (int i = 0; i < 4; i++) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    const __m128i f = _mm_or_si128(v, fold);
#define MASK(x, c)                                                                                 \
  ((uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c))) << (16 * i))
    m.quote |= MASK(v, '"');
    m.backslash |= MASK(v, '\\');
    m.open |= MASK(f, '{');
    m.close |= MASK(f, '}');
    m.newline |= MASK(v, '\n');
#undef MASK
  }
  return m;
}
#else
static inline masks masks_baseline(const uint8_t *p) {
  masks m = {0, 0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    const uint64_t bit = 1ull << i;
    const uint8_t c = p[i], f = c | 0x20;
    m.quote |= c == '"' ? bit : 0;
    m.backslash |= c == '\\' ? bit : 0;
    m.open |= f == '{' ? bit : 0;
    m.close |= f == '}' ? bit : 0;
    m.newline |= c == '\n' ? bit : 0;
  }
  return m;
}
#endif

/// Bits set from each odd quote up to the next one.
static inline uint64_t prefix_xor(uint64_t x) {
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  x ^= x << 32;
  return x;
}

/// Bits that a backslash escapes; carries an unpaired one over to the next block.
static inline uint64_t escaped_bits(uint64_t backslash, uint64_t *carry) {
  uint64_t escaped = *carry, seen = 0;
  *carry = 0;
  uint64_t open = backslash & ~escaped;
  while (open) {
    const int at = __builtin_ctzll(open);
    if (at == 63) {
      *carry = 1;
      break;
    }
    seen = 1ull << (at + 1);
    escaped |= seen;
    open &= ~(seen | (1ull << at));
  }
  return escaped;
}

#define SCAN_LOOP(MASKS)                                                                           \
  size_t at = 0;                                                                                   \
  uint8_t tail[64];                                                                                \
  while (at < count) {                                                                             \
    const uint8_t *block = bytes + at;                                                             \
    const size_t left = count - at;                                                                \
    if (left < 64) {                                                                               \
      memset(tail, ' ', 64);                                                                       \
      memcpy(tail, block, left);                                                                   \
      block = tail;                                                                                \
    }                                                                                              \
    masks m = MASKS(block);                                                                        \
    uint64_t escaped = 0;                                                                          \
    const uint64_t escape_before = state->escaped;                                                 \
    if (m.backslash | state->escaped) escaped = escaped_bits(m.backslash, &state->escaped);        \
    if (left < 64) {                                                                               \
      /* The padding is no input: recompute what the last real byte leaves behind. */              \
      const uint64_t last = 1ull << (left - 1);                                                    \
      state->escaped = (m.backslash & last) && !(escaped & last);                                  \
    }                                                                                              \
    (void)escape_before;                                                                           \
    const uint64_t string = prefix_xor(m.quote & ~escaped) ^ state->in_string;                     \
    const uint64_t newline = m.newline & string;                                                   \
    uint64_t open = m.open & ~string, close = m.close & ~string;                                   \
    if (newline) {                                                                                 \
      const uint64_t before = (newline & -newline) - 1;                                            \
      open &= before;                                                                              \
      close &= before;                                                                             \
    }                                                                                              \
    if ((int64_t)__builtin_popcountll(close) >= state->depth) {                                    \
      uint64_t both = open | close;                                                                \
      while (both) {                                                                               \
        const uint64_t bit = both & -both;                                                         \
        both ^= bit;                                                                               \
        state->depth += (open & bit) ? 1 : -1;                                                     \
        if (state->depth <= 0) {                                                                   \
          state->depth = 0;                                                                        \
          state->in_string = 0;                                                                    \
          state->escaped = 0;                                                                      \
          return at + (size_t)__builtin_ctzll(bit) + 1;                                            \
        }                                                                                          \
      }                                                                                            \
    } else {                                                                                       \
      state->depth += __builtin_popcountll(open) - __builtin_popcountll(close);                    \
    }                                                                                              \
    if (newline) {                                                                                 \
      state->raw_newline = 1;                                                                      \
      return at + (size_t)__builtin_ctzll(newline) + 1;                                            \
    }                                                                                              \
    state->in_string = (uint64_t)((int64_t)string >> 63);                                          \
    at += 64;                                                                                      \
  }                                                                                                \
  return count;

static size_t scan_baseline(const uint8_t *bytes, size_t count, cscan_state *state) {
  SCAN_LOOP(masks_baseline)
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi,popcnt"))) static size_t
scan_avx2(const uint8_t *bytes, size_t count, cscan_state *state) {
  SCAN_LOOP(masks_avx2)
}

static int has_avx2(void) {
  static int known = -1;
  int value = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (value < 0) {
    __builtin_cpu_init();
    value = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
            __builtin_cpu_supports("popcnt");
    __atomic_store_n(&known, value, __ATOMIC_RELAXED);
  }
  return value;
}
#endif

size_t cscan_value(const uint8_t *bytes, size_t count, cscan_state *state) {
#if defined(__x86_64__)
  if (has_avx2()) return scan_avx2(bytes, count, state);
#endif
  return scan_baseline(bytes, count, state);
}

#if defined(__x86_64__)
// RunInstances has its capitals three apart, and \u its letters one apart: both are tested for in
// one pass, and each hit is checked byte by byte.
__attribute__((target("avx2"))) static size_t find_candidate_avx2(const uint8_t *p, size_t count,
                                                                  size_t at) {
  const __m256i r = _mm256_set1_epi8('R'), i = _mm256_set1_epi8('I');
  const __m256i b = _mm256_set1_epi8('\\'), u = _mm256_set1_epi8('u');
  for (; at + 35 <= count; at += 32) {
    const __m256i x0 = _mm256_loadu_si256((const __m256i *)(p + at));
    const __m256i x1 = _mm256_loadu_si256((const __m256i *)(p + at + 1));
    const __m256i x3 = _mm256_loadu_si256((const __m256i *)(p + at + 3));
    const __m256i hit = _mm256_or_si256(
        _mm256_and_si256(_mm256_cmpeq_epi8(x0, r), _mm256_cmpeq_epi8(x3, i)),
        _mm256_and_si256(_mm256_cmpeq_epi8(x0, b), _mm256_cmpeq_epi8(x1, u)));
    uint32_t mask = (uint32_t)_mm256_movemask_epi8(hit);
    if (mask) return at + (size_t)__builtin_ctz(mask);
  }
  return at;
}
#endif

int cscan_may_launch(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at < count) {
#if defined(__x86_64__)
    if (has_avx2()) at = find_candidate_avx2(bytes, count, at);
    if (at >= count) break;
#endif
    const uint8_t c = bytes[at];
    if (c == 'R' && count - at >= 12 && memcmp(bytes + at, "RunInstances", 12) == 0) return 1;
    // \u004x to \u007x are the letters of ASCII.
    if (c == '\\' && count - at >= 6 && memcmp(bytes + at, "\\u00", 4) == 0 &&
        bytes[at + 4] >= '4' && bytes[at + 4] <= '7')
      return 1;
    at++;
  }
  return 0;
}

size_t cscan_find(const uint8_t *bytes, size_t count, const uint8_t *needle, size_t needle_count) {
  const uint8_t *found = memmem(bytes, count, needle, needle_count);
  return found ? (size_t)(found - bytes) : count;
}
