// Runs one harness under libFuzzer: fuzz HARNESS [libFuzzer's options and corpus folders].
// fuzz.sh builds it, makes the seeds and calls it.

import CFuzzer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

cfuzzer_hurry_sqlite()
nonisolated(unsafe) var chosen: (any Harness)?
if CommandLine.arguments.count > 1 { chosen = try harness(CommandLine.arguments[1]) }
guard chosen != nil else {
  print("usage: fuzz time|printer|records|import [option or folder]...")
  exit(2)
}
// The harness's name goes, and the rest is libFuzzer's.
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
arguments?[1] = arguments?[0]
arguments? += 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
    do {
      try chosen?.run(UnsafeBufferPointer(start: bytes, count: count))
    } catch {
      cfuzzer_fail("\(error)")
    }
    return 0
  })
