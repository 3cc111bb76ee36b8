// libFuzzer's entry for programs that have a main of their own, and what the harnesses need of C.
#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with a program's arguments; gives the exit code.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*harness)(const uint8_t *bytes, size_t count));

/// Says why the current input is a finding, and ends the program.
void cfuzzer_fail(const char *reason);

/// Lets SQLite allocate past the address sanitizer: it is built without it, and what it allocates
/// is no concern of the harnesses. Before SQLite's first use.
void cfuzzer_hurry_sqlite(void);

#endif
