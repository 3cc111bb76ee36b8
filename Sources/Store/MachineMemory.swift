#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The memory of the machine, by which caches and what is read ahead are measured.
enum MachineMemory {
  /// All of it, in bytes, whoever uses it.
  static let size = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
}
