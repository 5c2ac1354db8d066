//! 16 bytes in an array. Its loops are written for the compiler to make them vector instructions: no branch, and no `&&`.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::{ByteClass, WIDTH};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Register([u8; WIDTH]);

impl super::Register for Register {
    const COUNT: usize = WIDTH;

    #[inline(always)]
    fn of(bytes: &[u8]) -> Self {
        Self(bytes.first_chunk().copied().unwrap_or([0; WIDTH]))
    }

    #[inline(always)]
    fn all(byte: u8) -> Self {
        Self([byte; WIDTH])
    }

    #[inline(always)]
    fn is(self, byte: u8) -> Self {
        self.each(|this| if this == byte { u8::MAX } else { 0 })
    }

    #[inline(always)]
    fn is_in(self, class: &ByteClass) -> Self {
        let mut found = Self([0; WIDTH]);
        for (first, last) in class.ranges {
            found =
                found | self.each(|this| if this.wrapping_sub(*first) <= last - first { u8::MAX } else { 0 });
        }
        found
    }

    #[inline(always)]
    fn set(self) -> u64 {
        let (rows, _) = self.0.as_chunks();
        rows.iter().rev().fold(0, |set, row| set << 8 | bits(*row))
    }
}

/// The highest bit of each of eight bytes.
#[inline(always)]
fn bits(bytes: [u8; 8]) -> u64 {
    let eight = u64::from_le_bytes(bytes);
    // Each byte's bit is moved to its place in the highest byte, and no two to the same.
    (eight >> 7 & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Register {
    #[inline(always)]
    fn each(mut self, change: impl Fn(u8) -> u8) -> Self {
        for byte in &mut self.0 {
            *byte = change(*byte);
        }
        self
    }

    #[inline(always)]
    fn with(mut self, other: Self, join: impl Fn(u8, u8) -> u8) -> Self {
        for (byte, other) in self.0.iter_mut().zip(other.0) {
            *byte = join(*byte, other);
        }
        self
    }
}

impl BitAnd for Register {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        self.with(other, BitAnd::bitand)
    }
}

impl BitOr for Register {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        self.with(other, BitOr::bitor)
    }
}

impl BitXor for Register {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        self.with(other, BitXor::bitxor)
    }
}

impl Not for Register {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        self.each(Not::not)
    }
}
