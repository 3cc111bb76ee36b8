// The saved hunts that ship with the program, embedded when this target is compiled.
#ifndef CSAVEDHUNTS_H
#define CSAVEDHUNTS_H

/// How many there are.
extern const int huntdb_saved_hunt_count;

/// Name of a hunt, its file's name without '.sql'; NULL past the last.
const char *huntdb_saved_hunt_name(int index);

/// Text of a hunt, NUL-terminated UTF-8; NULL past the last.
const char *huntdb_saved_hunt_text(int index);

#endif
