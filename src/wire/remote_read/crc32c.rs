//! The checksum of frames: CRC-32 with Castagnoli's polynomial, eight bytes at a time.
//!
//! Source: RFC 3720, appendix B.4. By hand, as it is a table and a loop; processors' own instruction for it is none of
//! WebAssembly's.

/// Castagnoli's polynomial, its bits from the lowest.
const POLYNOMIAL: u32 = 0x82f6_3b78;

/// `TABLES[n][byte]`: what a byte does that is followed by `n` others.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    let mut start = 0_u32;
    while byte < 256 {
        let (mut sum, mut bit) = (start, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ POLYNOMIAL } else { sum >> 1 };
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
        start += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xff) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// The checksum of bytes.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let (blocks, rest) = bytes.as_chunks::<8>();
    let mut sum = u32::MAX;
    for block in blocks {
        let mixed = (u64::from_le_bytes(*block) ^ u64::from(sum)).to_le_bytes();
        let pairs = mixed.iter().zip(TABLES.iter().rev());
        sum = pairs.fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)]);
    }
    for byte in rest {
        let [low, ..] = sum.to_le_bytes();
        sum = sum >> 8 ^ TABLES[0][usize::from(low ^ byte)];
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 3720.
    #[test]
    fn has_the_standard_s_values() {
        assert_eq!(checksum(b""), 0);
        assert_eq!(checksum(b"123456789"), 0xe306_9283);
        assert_eq!(checksum(&[0; 32]), 0x8a91_36aa);
        assert_eq!(checksum(&[0xff; 32]), 0x62a8_ab43);
        let growing: Vec<u8> = (0..32).collect();
        assert_eq!(checksum(&growing), 0x46dd_794e);
    }
}
