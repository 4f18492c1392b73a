//! Reading a chunk: its samples without a check of each; what read beyond the end is found out once, at the end of the
//! chunk.

use super::bits::Bits;
use super::{Broken, SeekPoint, XorWindow};

/// Adds a chunk's samples to columns: times in Unix milliseconds, and values. Gives their number. Fails, and adds none,
/// where the bytes are no chunk.
pub fn decode(chunk: &[u8], times: &mut Vec<i64>, values: &mut Vec<f64>) -> Result<usize, Broken> {
    let Some((count, rest)) = chunk.split_first_chunk::<2>() else { return Err(Broken) };
    let count = usize::from(u16::from_be_bytes(*count));
    // Two bits are the least that a sample takes; what claims more than there is room for is not believed.
    if count > 2 + rest.len() * 4 {
        return Err(Broken);
    }
    decode_from(chunk, None, count, times, values).map(|()| count)
}

/// Adds so many of a chunk's samples to columns: its first ones, or those behind a seek point. The seek point is one of
/// this chunk; of another come any samples or none. Fails as [`decode`] does.
pub fn decode_from(
    chunk: &[u8],
    seek_point: Option<&SeekPoint>,
    count: usize,
    times: &mut Vec<i64>,
    values: &mut Vec<f64>,
) -> Result<(), Broken> {
    let rest = chunk.get(2..).ok_or(Broken)?;
    let begin = (times.len(), values.len());
    times.resize(begin.0 + count, 0);
    values.resize(begin.1 + count, 0.0);
    let decoded = samples(rest, seek_point, &mut times[begin.0..], &mut values[begin.1..]);
    if decoded.is_err() {
        times.truncate(begin.0);
        values.truncate(begin.1);
    }
    decoded
}

/// Fills columns of equal length.
fn samples(bytes: &[u8], seek_point: Option<&SeekPoint>, times: &mut [i64], values: &mut [f64]) -> Result<(), Broken> {
    let (mut times, mut values) = (times.iter_mut(), values.iter_mut());
    let mut bits = Bits::new(bytes, seek_point.map_or(0, |seek_point| seek_point.next as usize));
    let (mut time, mut value, mut window, mut delta) = if let Some(seek_point) = seek_point {
        (seek_point.time, seek_point.value, seek_point.window, Some(seek_point.delta))
    } else {
        let (Some(first_time), Some(first_value)) = (times.next(), values.next()) else { return Ok(()) };
        let (time, value) = (bits.signed()?, bits.long(64));
        (*first_time, *first_value) = (time, f64::from_bits(value));
        (time, value, XorWindow::NONE, None)
    };
    for (to_time, to_value) in times.zip(values) {
        let mut word = bits.word();
        let distance = match delta {
            // The usual case: the distance is as it was.
            Some(before) if word >> 63 == 0 => {
                bits.skip(1);
                word <<= 1;
                before
            }
            Some(before) => {
                let change = bits.delta_of_delta(word);
                word = bits.word();
                change.wrapping_add(before)
            }
            None => {
                let first = bits.unsigned()?.cast_signed();
                word = bits.word();
                first
            }
        };
        delta = Some(distance);
        time = time.wrapping_add(distance);
        value ^= bits.changed(word, &mut window)?;
        (*to_time, *to_value) = (time, f64::from_bits(value));
    }
    bits.end()
}
