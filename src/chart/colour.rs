//! Colours of series: which colour of the palette each series has, and the palette as data.
//!
//! Invariant: the colour depends on the label set. Where two series want the same colour, the one with the smaller hash
//! has it and the other takes the next; a series keeps its colour when the result is refreshed.
//! Not here: the colours' values (`style/tokens.css`).

use crate::model::count::to_u32;
use crate::model::labels::LabelTable;
use crate::model::order::MergeSort;

/// A colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rrggbb` or a browser's computed `rgb(r, g, b)`; `None` where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii()) {
            let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
            return Some(Self(part(0)?, part(2)?, part(4)?));
        }
        let mut parts = text.strip_prefix("rgb(")?.strip_suffix(')')?.split(',').map(|part| part.trim().parse().ok());
        Some(Self(parts.next()??, parts.next()??, parts.next()??))
    }
}

/// The colours of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChartTheme {
    /// Text at the axes.
    pub text: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// The line of zero and the edge of the plot.
    pub axis: Rgb,
    /// The ground of a hatched stretch.
    pub missing: Rgb,
    /// Its lines.
    pub missing_line: Rgb,
    /// Its words.
    pub missing_text: Rgb,
    /// The categorical palette: more series than colours begin again, and without a colour all have the text's.
    pub series: Vec<Rgb>,
}

impl ChartTheme {
    /// The colour at a place of the palette, which repeats.
    pub fn series(&self, place: u16) -> Rgb {
        let len = self.series.len().max(1);
        self.series.get(usize::from(place) % len).copied().unwrap_or(self.text)
    }
}

/// What names a series across refreshes: FNV-1a over its labels in order of their names.
pub fn series_key(labels: &LabelTable, series: usize) -> u64 {
    let mut pairs: Vec<(&str, &str)> = labels.of(series).collect();
    pairs.sort_unstable();
    let texts = pairs.iter().flat_map(|&(name, value)| [name, value]);
    // 0xff occurs in no UTF-8 text, so it parts them unmistakably.
    let bytes = texts.flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The places in the palette of the series of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColourAssignment {
    /// In the order of keys.
    by_key: Vec<(u64, u16)>,
}

impl ColourAssignment {
    /// Gives each key a place among `len`, all at once ([`ColourJob`]).
    pub fn assign(keys: &[u64], len: u16, before: &Self) -> Self {
        let mut job = ColourJob::new(keys, len);
        loop {
            if let Some(assigned) = job.advance(keys, before) {
                return assigned;
            }
        }
    }

    /// The place of a series; 0 where it was not assigned one.
    pub fn of(&self, key: u64) -> u16 {
        self.find(key).unwrap_or(0)
    }

    fn find(&self, key: u64) -> Option<u16> {
        let at = self.by_key.binary_search_by_key(&key, |&(known, _)| known).ok()?;
        Some(self.by_key[at].1)
    }
}

/// Gives keys their places in steps. Keys that an earlier assignment knows keep theirs; the others take, from their
/// hash on, the next of the least used places, so that colours repeat only when all are in use.
#[derive(Debug)]
pub struct ColourJob {
    len: u16,
    stage: ColourStage,
    /// Series by place.
    used: Vec<u32>,
}

#[derive(Debug)]
enum ColourStage {
    /// Indices of the keys are sorted by them.
    Sort(MergeSort),
    /// Each distinct key is looked up among those of the earlier assignment.
    Find { sorted: Vec<u32>, next: usize, found: Vec<(u64, Option<u16>)> },
    /// Those that were not found are given places.
    Take { found: Vec<(u64, Option<u16>)>, by_key: Vec<(u64, u16)> },
}

/// Keys that one [`ColourJob::advance`] handles at most, and comparisons of keys: a millisecond or two.
const BATCH: usize = 1 << 14;

impl ColourJob {
    /// Begins.
    pub fn new(keys: &[u64], len: u16) -> Self {
        let len = len.max(1);
        let stage = ColourStage::Sort(MergeSort::new((0..to_u32(keys.len())).collect()));
        Self { len, stage, used: vec![0; usize::from(len)] }
    }

    /// Does a part of the work; the assignment once all is done. Every step is given the same keys and the same earlier
    /// assignment.
    pub fn advance(&mut self, keys: &[u64], before: &ColourAssignment) -> Option<ColourAssignment> {
        match &mut self.stage {
            ColourStage::Sort(sort) => {
                let sorted = sort.advance(4 * BATCH, &mut |a, b| keys[a as usize].cmp(&keys[b as usize]))?;
                self.stage = ColourStage::Find { next: 0, found: Vec::with_capacity(sorted.len()), sorted };
            }
            ColourStage::Find { sorted, next, found } => {
                let end = sorted.len().min(*next + BATCH);
                for &index in &sorted[*next..end] {
                    let key = keys[index as usize];
                    if found.last().is_none_or(|(last, _)| *last != key) {
                        let place = before.find(key).filter(|&place| place < self.len);
                        if let Some(place) = place {
                            self.used[usize::from(place)] += 1;
                        }
                        found.push((key, place));
                    }
                }
                *next = end;
                if end == sorted.len() {
                    let found = std::mem::take(found);
                    self.stage = ColourStage::Take { by_key: Vec::with_capacity(found.len()), found };
                }
            }
            ColourStage::Take { found, by_key } => {
                let end = found.len().min(by_key.len() + BATCH);
                for &(key, known) in &found[by_key.len()..end] {
                    by_key.push((key, known.unwrap_or_else(|| free_place(&mut self.used, key))));
                }
                if end == found.len() {
                    return Some(ColourAssignment { by_key: std::mem::take(by_key) });
                }
            }
        }
        None
    }
}

/// The next of the least used places, from a key's own on.
fn free_place(used: &mut [u32], key: u64) -> u16 {
    let least = used.iter().copied().min().unwrap_or(0);
    let len = to_u32(used.len());
    let wanted = u32::try_from(key % u64::from(len)).unwrap_or(0);
    let free = (0..len).map(|n| (wanted + n) % len).find(|&place| used[place as usize] == least);
    let place = free.unwrap_or(wanted);
    used[place as usize] += 1;
    u16::try_from(place).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels::LabelTableBuilder;

    #[test]
    fn a_key_does_not_depend_on_the_order_of_labels() {
        let mut builder = LabelTableBuilder::default();
        for pairs in [[("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")], [("a", "12"), ("b", "")]] {
            for (name, value) in pairs {
                builder.push(name, value);
            }
            builder.end_series();
        }
        let labels = builder.finish();
        assert_eq!(series_key(&labels, 0), series_key(&labels, 1));
        assert_ne!(series_key(&labels, 0), series_key(&labels, 2));
    }

    #[test]
    fn colours_repeat_only_when_all_are_used_and_stay_on_refresh() {
        let first = ColourAssignment::assign(&[12, 24, 36, 5], 12, &ColourAssignment::default());
        let places: Vec<u16> = [12, 24, 36, 5].map(|key| first.of(key)).to_vec();
        assert_eq!(places, [0, 1, 2, 5]);
        assert_eq!(
            ColourAssignment::assign(&[5, 36, 24, 12], 12, &ColourAssignment::default()),
            first,
            "order does not matter"
        );
        // A newcomer with a lesser hash that wants the place 1 does not take it.
        let second = ColourAssignment::assign(&[1, 12, 24, 36], 12, &first);
        assert_eq!([1, 12, 24, 36].map(|key| second.of(key)), [3, 0, 1, 2]);
        let many: Vec<u64> = (0..24).map(|n| n * 7919).collect();
        let all = ColourAssignment::assign(&many, 12, &ColourAssignment::default());
        for place in 0..12 {
            assert_eq!(many.iter().filter(|&&key| all.of(key) == place).count(), 2, "{place}");
        }
    }

    /// A step handles a bounded number of keys, so that no picture of very many series holds up the page.
    #[test]
    fn colours_of_many_series_are_assigned_in_steps() {
        let steps = |count: u64, before: &ColourAssignment| {
            let keys: Vec<u64> = (0..count).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            let mut job = ColourJob::new(&keys, 12);
            (1..).find_map(|steps| job.advance(&keys, before).map(|assigned| (steps, assigned))).expect("an end")
        };
        let (few, first) = steps(100, &ColourAssignment::default());
        assert!(few <= 4, "{few} steps");
        let (many, all) = steps(200_000, &first);
        // Each is sorted (its run alone takes some comparisons), looked up and given its place.
        assert!(many >= 3 * 200_000 / BATCH, "{many} steps");
        assert_eq!(all.by_key.len(), 200_000);
        assert!(first.by_key.iter().all(|(key, place)| all.of(*key) == *place), "they keep theirs");
        for place in 0..12 {
            let count = all.by_key.iter().filter(|(_, own)| *own == place).count();
            assert!(count.abs_diff(200_000 / 12) <= 9, "{place}: {count}");
        }
    }

    #[test]
    fn reads_colours() {
        assert_eq!(Rgb::parse("#0072b2"), Some(Rgb(0, 0x72, 0xb2)));
        assert_eq!(Rgb::parse("rgb(1, 22, 255)"), Some(Rgb(1, 22, 255)));
        for bad in ["", "#12", "#zzzzzz", "rgb(1,2)", "rgb(256, 0, 0)", "light-dark(#fff, #000)", "#ééé"] {
            assert_eq!(Rgb::parse(bad), None, "{bad}");
        }
    }
}
