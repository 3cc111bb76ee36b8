/// The hash of `principals`, as schema.sql defines it.
enum IdentityHash {
  /// Two polynomials modulo primes over an account, a blank and a principal, at most 1024 characters of
  /// them; they begin with the length of the principal and with 7.
  static func of(_ principal: UnsafeRawBufferPointer, in account: UnsafeRawBufferPointer?) -> Int64
  {
    var high = Int64(characters(principal, upTo: .max) { _ in })
    var low: Int64 = 7
    var text = account.map { Array($0) } ?? []
    text.append(UInt8(ascii: " "))
    text.append(contentsOf: principal)
    _ = text.withUnsafeBytes { text in
      characters(text, upTo: 1024) { scalar in
        high = (high * 1_000_003 + scalar) % 2_147_483_647
        low = (low * 69069 + scalar) % 2_147_483_629
      }
    }
    return high * 2_147_483_648 + low
  }

  /// Gives the characters of a text that SQLite sees, up to a NUL; how many there were.
  @discardableResult private static func characters(
    _ text: UnsafeRawBufferPointer, upTo limit: Int, _ body: (Int64) -> Void
  ) -> Int {
    let seen = text.prefixOfCharacters(limit)
    var count = 0
    for scalar in String(decoding: seen, as: UTF8.self).unicodeScalars {
      body(Int64(scalar.value))
      count += 1
    }
    return count
  }
}
