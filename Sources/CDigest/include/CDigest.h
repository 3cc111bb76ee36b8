// SHA-256 (FIPS 180-4) of two messages side by side, by the processor's own instructions. Each of these waits
// for the one before it, so two messages take little more time than one.
#ifndef CDIGEST_H
#define CDIGEST_H
#include <stddef.h>
#include <stdint.h>

/// A message of which some is digested.
typedef struct {
  uint32_t hash[8];
  uint64_t count;     ///< bytes so far
  uint8_t block[64];  ///< those that do not fill a block yet
} cdigest;

/// Whether this processor has the instructions; nothing else may be called otherwise.
int cdigest_is_supported(void);
/// Begins a message.
cdigest cdigest_new(void);
/// Goes on with a message.
void cdigest_add(cdigest *message, const uint8_t *bytes, size_t count);
/// Goes on with two messages.
void cdigest_add_both(cdigest *first, const uint8_t *bytes, size_t count, cdigest *second, const uint8_t *others,
                      size_t other_count);
/// The 32 bytes for what came so far; the message may go on.
void cdigest_value(const cdigest *message, uint8_t *value);

#endif
