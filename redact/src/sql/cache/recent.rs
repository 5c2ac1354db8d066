//! The texts that were seen lately, without the texts.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

/// 16 KiB in all, and so the last 4,096 misses or so.
const GROUPS: usize = 1_024;

/// With one mark for each place, two texts that fall on the same one and come in turn would never know each other.
const MARKS: usize = 4;

/// Part of the hash of each text that was missed lately. Two texts have the same part once in 2³⁰ times, and then one of
/// them is stored a sighting too early.
pub(super) struct Recent {
    groups: Box<[[AtomicU32; MARKS]]>,
    /// Which mark of a group goes next.
    turn: AtomicUsize,
}

impl Recent {
    pub(super) fn new() -> Self {
        Self { groups: (0..GROUPS).map(|_| Default::default()).collect(), turn: AtomicUsize::new(0) }
    }

    /// Notes the text. Returns `true` if it was there before.
    ///
    /// Threads that do so at the same time may miss each other. Then the next time decides.
    pub(super) fn note(&self, hash: u64) -> bool {
        // The lowest bits choose the set.
        let group = &self.groups[(hash >> 8) as usize % GROUPS];
        let mark = (hash >> 32) as u32;
        let is_known = group.iter().any(|known| known.load(Relaxed) == mark);
        if !is_known {
            group[self.turn.fetch_add(1, Relaxed) % MARKS].store(mark, Relaxed);
        }
        is_known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_from_the_second_time_on_until_others_take_its_place() {
        let (recent, hash) = (Recent::new(), 7 << 32);
        assert!(!recent.note(hash));
        assert!(recent.note(hash));
        (1..=4).for_each(|other| assert!(!recent.note(hash + (other << 32))));
        assert!(!recent.note(hash));
    }
}
