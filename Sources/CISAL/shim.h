// ISA-L's inflate, for gzip members that are decompressed as a stream.
#ifndef CISAL_SHIM_H
#define CISAL_SHIM_H
#if __has_include(<isa-l/igzip_lib.h>)
#include <isa-l/igzip_lib.h>
#else
#include <isa-l.h>
#endif
#endif
