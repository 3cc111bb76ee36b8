// 64 bytes at a time become bit masks (quote, backslash, opening and closing bracket, line break,
// and an R with an I three bytes on, as in RunInstances); the rest is arithmetic on 64-bit words.
// A block that cannot bring the depth back to zero costs two population counts. Vector code is
// chosen when the program starts.

#define _GNU_SOURCE
#include "CScan.h"

#include <string.h>

/// What stands where in 64 bytes. `launch` looks three bytes further.
typedef struct {
  uint64_t quote, backslash, open, close, newline, launch;
} masks;

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline masks masks_avx2(const uint8_t *p) {
  const __m256i a = _mm256_loadu_si256((const __m256i *)p);
  const __m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
  const __m256i a3 = _mm256_loadu_si256((const __m256i *)(p + 3));
  const __m256i b3 = _mm256_loadu_si256((const __m256i *)(p + 35));
  const __m256i fold = _mm256_set1_epi8(0x20);
  const __m256i fa = _mm256_or_si256(a, fold), fb = _mm256_or_si256(b, fold);
#define SAME(x, c) _mm256_cmpeq_epi8(x, _mm256_set1_epi8(c))
#define MASK(x, y)                                                                                 \
  ((uint64_t)(uint32_t)_mm256_movemask_epi8(x) | (uint64_t)(uint32_t)_mm256_movemask_epi8(y) << 32)
  // '[' | 0x20 is '{' and ']' | 0x20 is '}'.
  return (masks){MASK(SAME(a, '"'), SAME(b, '"')),   MASK(SAME(a, '\\'), SAME(b, '\\')),
                 MASK(SAME(fa, '{'), SAME(fb, '{')), MASK(SAME(fa, '}'), SAME(fb, '}')),
                 MASK(SAME(a, '\n'), SAME(b, '\n')),
                 MASK(_mm256_and_si256(SAME(a, 'R'), SAME(a3, 'I')),
                      _mm256_and_si256(SAME(b, 'R'), SAME(b3, 'I')))};
#undef MASK
#undef SAME
}

#define AVX512 "avx2,avx512f,avx512bw,bmi,popcnt,pclmul"

__attribute__((target(AVX512))) static inline masks masks_avx512(const uint8_t *p) {
  const __m512i a = _mm512_loadu_si512((const void *)p);
  const __m512i a3 = _mm512_loadu_si512((const void *)(p + 3));
  const __m512i f = _mm512_or_si512(a, _mm512_set1_epi8(0x20));
#define SAME(x, c) _mm512_xor_si512(x, _mm512_set1_epi8(c))
#define MASK(x, c) (uint64_t) _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c))
  masks m = {MASK(a, '"'), 0, MASK(f, '{'), MASK(f, '}'), 0, 0};
  // Few blocks have any of the others, and comparisons cost most: where the least of some differences is 0
  // one of these is.
  const __m512i r = SAME(a, 'R'), word = _mm512_or_si512(r, SAME(a3, 'I'));
  const __m512i least = _mm512_min_epu8(_mm512_min_epu8(SAME(a, '\\'), SAME(a, '\n')), word);
  if (__builtin_expect(_mm512_testn_epi8_mask(least, least) != 0, 0)) {
    m.backslash = MASK(a, '\\');
    m.newline = MASK(a, '\n');
    m.launch = _mm512_testn_epi8_mask(word, word);
  }
  return m;
#undef MASK
#undef SAME
}

static inline masks masks_baseline(const uint8_t *p) {
  masks m = {0, 0, 0, 0, 0, 0};
  const __m128i fold = _mm_set1_epi8(0x20);
  for (int i = 0; i < 4; i++) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    const __m128i v3 = _mm_loadu_si128((const __m128i *)(p + 16 * i + 3));
    const __m128i f = _mm_or_si128(v, fold);
#define SAME(x, c) _mm_cmpeq_epi8(x, _mm_set1_epi8(c))
#define MASK(x) ((uint64_t)(uint16_t)_mm_movemask_epi8(x) << (16 * i))
    m.quote |= MASK(SAME(v, '"'));
    m.backslash |= MASK(SAME(v, '\\'));
    m.open |= MASK(SAME(f, '{'));
    m.close |= MASK(SAME(f, '}'));
    m.newline |= MASK(SAME(v, '\n'));
    m.launch |= MASK(_mm_and_si128(SAME(v, 'R'), SAME(v3, 'I')));
#undef MASK
#undef SAME
  }
  return m;
}
#else
static inline masks masks_baseline(const uint8_t *p) {
  masks m = {0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    const uint64_t bit = 1ull << i;
    const uint8_t c = p[i], f = c | 0x20;
    m.quote |= c == '"' ? bit : 0;
    m.backslash |= c == '\\' ? bit : 0;
    m.open |= f == '{' ? bit : 0;
    m.close |= f == '}' ? bit : 0;
    m.newline |= c == '\n' ? bit : 0;
    m.launch |= c == 'R' && p[i + 3] == 'I' ? bit : 0;
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

#if defined(__x86_64__)
/// The same, as a carry-less product with all ones.
__attribute__((target("pclmul"))) static inline uint64_t prefix_xor_clmul(uint64_t x) {
  const __m128i product =
      _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)x), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}
#endif

/// Whether one of the backslashes in 64 bytes begins a \u escape; the last byte's may.
static inline int has_unicode_escape(const uint8_t *block, uint64_t backslash) {
  if (backslash >> 63) return 1;
  for (; backslash; backslash &= backslash - 1)
    if (block[__builtin_ctzll(backslash) + 1] == 'u') return 1;
  return 0;
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

/// Bytes behind a block that its masks look at.
enum { lookahead = 3 };

#define SCAN_LOOP(MASKS, PREFIX_XOR)                                                               \
  /* In registers: through the pointer each block would wait for the stores of the one before. */  \
  cscan_state now = *state;                                                                        \
  size_t at = 0;                                                                                   \
  uint8_t tail[64 + lookahead];                                                                    \
  while (at < count) {                                                                             \
    const uint8_t *block = bytes + at;                                                             \
    const size_t left = count - at;                                                                \
    if (left < sizeof tail) {                                                                      \
      memset(tail, ' ', sizeof tail);                                                              \
      memcpy(tail, block, left);                                                                   \
      block = tail;                                                                                \
    }                                                                                              \
    const masks m = MASKS(block);                                                                  \
    uint64_t escaped = 0;                                                                          \
    if (m.backslash | now.escaped) {                                                               \
      escaped = escaped_bits(m.backslash, &now.escaped);                                           \
      now.candidate |= (uint64_t)has_unicode_escape(block, m.backslash);                           \
      if (left < 64) {                                                                             \
        /* The padding is no input: recompute what the last real byte leaves behind. */            \
        const uint64_t last = 1ull << (left - 1);                                                  \
        now.escaped = (m.backslash & last) && !(escaped & last);                                   \
        now.candidate |= m.backslash & last;                                                       \
      }                                                                                            \
    }                                                                                              \
    now.candidate |= m.launch;                                                                     \
    const uint64_t string = PREFIX_XOR(m.quote & ~escaped) ^ now.in_string;                        \
    const uint64_t newline = m.newline & string;                                           \
    uint64_t open = m.open & ~string, close = m.close & ~string;                                   \
    if (newline) {                                                                                 \
      const uint64_t before = (newline & -newline) - 1;                                            \
      open &= before;                                                                              \
      close &= before;                                                                             \
    }                                                                                              \
    if ((int64_t)__builtin_popcountll(close) >= now.depth) {                                       \
      uint64_t both = open | close;                                                                \
      while (both) {                                                                               \
        const uint64_t bit = both & -both;                                                         \
        both ^= bit;                                                                               \
        now.depth += (open & bit) ? 1 : -1;                                                        \
        if (now.depth <= 0) {                                                                      \
          state->depth = 0;                                                                        \
          state->in_string = 0;                                                                    \
          state->escaped = 0;                                                                      \
          state->candidate = now.candidate;                                                        \
          return at + (size_t)__builtin_ctzll(bit) + 1;                                            \
        }                                                                                          \
      }                                                                                            \
    } else {                                                                                       \
      now.depth += __builtin_popcountll(open) - __builtin_popcountll(close);                       \
    }                                                                                              \
    if (newline) {                                                                                 \
      *state = now;                                                                                \
      state->raw_newline = 1;                                                                      \
      return at + (size_t)__builtin_ctzll(newline) + 1;                                            \
    }                                                                                              \
    now.in_string = (uint64_t)((int64_t)string >> 63);                                             \
    at += 64;                                                                                      \
  }                                                                                                \
  /* A word may go on behind the piece: whoever asks looks for it byte by byte. */                 \
  if (count < lookahead || memchr(bytes + count - lookahead, 'R', lookahead)) now.candidate = 1;   \
  *state = now;                                                                                    \
  return count;

static size_t scan_baseline(const uint8_t *bytes, size_t count, cscan_state *state) {
  SCAN_LOOP(masks_baseline, prefix_xor)
}

#if defined(__x86_64__)
__attribute__((target(AVX512))) static size_t
scan_avx512(const uint8_t *bytes, size_t count, cscan_state *state) {
  SCAN_LOOP(masks_avx512, prefix_xor_clmul)
}

__attribute__((target("avx2,bmi,popcnt,pclmul"))) static size_t
scan_avx2(const uint8_t *bytes, size_t count, cscan_state *state) {
  SCAN_LOOP(masks_avx2, prefix_xor_clmul)
}

/// 2 with AVX-512, 1 with AVX2, else 0.
static int vector_level(void) {
  static int known = -1;
  int value = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (value < 0) {
    __builtin_cpu_init();
    value = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
            __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    if (value && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"))
      value = 2;
    __atomic_store_n(&known, value, __ATOMIC_RELAXED);
  }
  return value;
}
#endif

typedef size_t scanner(const uint8_t *bytes, size_t count, cscan_state *state);

static scanner *best_scanner(void) {
#if defined(__x86_64__)
  const int level = vector_level();
  if (level == 2) return scan_avx512;
  if (level == 1) return scan_avx2;
#endif
  return scan_baseline;
}

size_t cscan_value(const uint8_t *bytes, size_t count, cscan_state *state) {
  return best_scanner()(bytes, count, state);
}

cscan_records cscan_plain_records(const uint8_t *bytes, size_t count, size_t stop, size_t limit, int in_list) {
  static const char start[] = "{\"eventVersion\"";
  scanner *const scan = best_scanner();
  cscan_records run = {0};
  size_t at = 0;
  while (at < stop && count - at >= sizeof start && memcmp(bytes + at, start, sizeof start - 1) == 0) {
    cscan_state state = {0};
    const size_t left = count - at, used = scan(bytes + at, left < limit ? left : limit, &state);
    if (state.depth > 0 || state.candidate || state.raw_newline) {
      run.scanned = used;
      run.state = state;
      break;
    }
    run.records++;
    at += used;
    while (at < count && (bytes[at] == ' ' || (bytes[at] >= '\t' && bytes[at] <= '\n') || bytes[at] == '\r' ||
                          (in_list && bytes[at] == ',')))
      at++;
  }
  run.at = at;
  return run;
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

size_t cscan_resume(const uint8_t *bytes, size_t count, int in_list, int *line_start) {
  int is_start = *line_start;
  size_t at = 0;
  for (; at < count; at++) {
    const uint8_t c = bytes[at];
    if ((c == '{' || c == '[') && (in_list || is_start)) break;
    if ((c == ',' || c == ']') && in_list) break;
    if (c == '\n') is_start = 1;
    else if (c > ' ') is_start = 0;
  }
  *line_start = is_start;
  return at;
}

int cscan_may_launch(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at < count) {
#if defined(__x86_64__)
    if (vector_level() > 0) at = find_candidate_avx2(bytes, count, at);
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
