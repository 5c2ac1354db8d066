//! Bytes looked at side by side, in the widest registers that there are.
//!
//! Code that does so is written once, for any [`Register`], as a [`Task`]. [`run`] has it done with AVX2 where the processor has
//! that, and else with arrays, which the compiler makes vector instructions of where it can. What safe code cannot ask for is
//! a bit of each byte in one instruction.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod portable;

use std::ops::{BitAnd, BitOr, BitXor, Not};

/// A set has a bit for each of so many bytes, the first one's is the lowest.
pub(crate) const WIDTH: usize = 64;

/// So many bytes in one register. Compared, each becomes 255 if it is so, else 0.
pub(crate) trait Register:
    Copy + BitAnd<Output = Self> + BitOr<Output = Self> + BitXor<Output = Self> + Not<Output = Self>
{
    const COUNT: usize;

    /// The first `COUNT` bytes of `bytes`, which has that many.
    fn of(bytes: &[u8]) -> Self;

    fn all(byte: u8) -> Self;

    fn is(self, byte: u8) -> Self;

    fn is_in(self, class: &ByteClass) -> Self;

    /// The highest bit of each byte.
    fn set(self) -> u64;
}

/// A class of ASCII bytes, such as digits.
#[derive(Debug)]
pub(crate) struct ByteClass {
    /// First and last ones.
    ranges: &'static [(u8, u8)],
    /// For each lower half of a byte, a bit for each upper half that makes it one of the kind.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "AVX2 alone looks them up"))]
    halves: [u8; 16],
}

impl ByteClass {
    pub(crate) const fn new(ranges: &'static [(u8, u8)]) -> Self {
        let mut halves = [0; 16];
        let mut byte = 0_u8;
        while byte < 0x80 {
            let mut number = 0;
            while number < ranges.len() {
                let (first, last) = ranges[number];
                assert!(last < 0x80, "it would not be ASCII");
                if first <= byte && byte <= last {
                    halves[(byte & 15) as usize] |= 1 << (byte >> 4);
                }
                number += 1;
            }
            byte += 1;
        }
        Self { ranges, halves }
    }
}

/// Something to do with bytes of any kind.
///
/// `run` is to be `#[inline(always)]`, and so is all that it calls and that uses the bytes: only what is part of a function
/// that is compiled for a register can use it.
pub(crate) trait Task {
    type Result;

    fn run<R: Register>(self) -> Self::Result;
}

#[inline]
pub(crate) fn run<T: Task>(task: T) -> T::Result {
    #[cfg(target_arch = "x86_64")]
    let task = match avx2::run(task) {
        Ok(result) => return result,
        Err(task) => task,
    };
    run_portable(task)
}

#[inline(never)]
pub(crate) fn run_portable<T: Task>(task: T) -> T::Result {
    task.run::<portable::Register>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGES: [&[(u8, u8)]; 4] = [
        &[(0, 0)],
        &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')],
        &[(0, 0x7f)],
        &[(9, 0x7e), (b' ', b' ')],
    ];
    const KINDS: [(&[(u8, u8)], &ByteClass); 4] = [
        (RANGES[0], &ByteClass::new(RANGES[0])),
        (RANGES[1], &ByteClass::new(RANGES[1])),
        (RANGES[2], &ByteClass::new(RANGES[2])),
        (RANGES[3], &ByteClass::new(RANGES[3])),
    ];

    struct Compare;

    impl Task for Compare {
        type Result = ();

        fn run<R: Register>(self) {
            for number in 0..=u8::MAX {
                for at in 0..R::COUNT {
                    let mut bytes = [b'x'; WIDTH];
                    bytes[at] = number;
                    let is = R::of(&bytes).is(number).set();
                    assert_eq!(is >> at & 1, 1);
                    assert_eq!(is.count_ones() as usize, if number == b'x' { R::COUNT } else { 1 });
                    for (ranges, kind) in KINDS {
                        let is_in =
                            |byte: u8| ranges.iter().any(|(first, last)| (*first..=*last).contains(&byte));
                        let found = R::of(&bytes).is_in(kind).set();
                        assert_eq!(found >> at & 1 == 1, is_in(number), "{number} {ranges:?}");
                        let others = if is_in(b'x') { R::COUNT - 1 } else { 0 };
                        assert_eq!((found & !(1 << at)).count_ones() as usize, others);
                    }
                    let other = R::all(number ^ 0x5a);
                    let one = R::of(&bytes);
                    assert_eq!((one & other).is(number & (number ^ 0x5a)).set() >> at & 1, 1);
                    assert_eq!((one | other).is(number | (number ^ 0x5a)).set() >> at & 1, 1);
                    assert_eq!((one ^ other).is(0x5a).set() >> at & 1, 1);
                    assert_eq!((!one).is(!number).set() >> at & 1, 1);
                }
            }
            assert_eq!(R::all(0x80).set().count_ones() as usize, R::COUNT);
        }
    }

    #[test]
    fn each_kind_of_register_compares_bytes() {
        run(Compare);
        Compare.run::<portable::Register>();
    }
}
