// libarchive's reading side: zip, tar, zstd and whatever else it recognizes by content.
#ifndef CARCHIVE_SHIM_H
#define CARCHIVE_SHIM_H
#include <archive.h>
#include <archive_entry.h>
#endif
