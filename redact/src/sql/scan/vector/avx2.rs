//! 32 bytes in an AVX2 register.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]
#![expect(unsafe_code, reason = "safe code cannot ask for these registers; DESIGN.md says what they gain")]

use std::arch::is_x86_feature_detected;
use std::arch::x86_64 as intrinsics;
use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::{ByteClass, Task};

/// Gives the task back where the processor has no such registers.
#[inline]
pub(crate) fn run<T: Task>(task: T) -> Result<T::Result, T> {
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("bmi1")
    {
        // SAFETY: the processor has all that the function needs, as was asked just now.
        Ok(unsafe { run_detected(task) })
    } else {
        Err(task)
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn run_detected<T: Task>(task: T) -> T::Result {
    task.run::<Register>()
}

/// Only [`run_detected`] knows the type, so its methods are called where there are such registers.
#[derive(Debug, Clone, Copy)]
struct Register(intrinsics::__m256i);

/// Calls an intrinsic that works on registers alone; none in this file takes a pointer.
macro_rules! avx2 {
    ($intrinsic:ident $(::<$shift:literal>)? ($($register:expr),*)) => {{
        // SAFETY: it asks for AVX2 at most, which there is: see `Register`.
        unsafe { intrinsics::$intrinsic$(::<$shift>)?($($register),*) }
    }};
}

impl super::Register for Register {
    const COUNT: usize = 32;

    /// One load.
    #[inline(always)]
    fn of(bytes: &[u8]) -> Self {
        let number = |at: usize| bytes[at..].first_chunk().map_or(0, |eight| i64::from_le_bytes(*eight));
        let (first, second, third, fourth) = (number(0), number(8), number(16), number(24));
        Self(avx2!(_mm256_set_epi64x(fourth, third, second, first)))
    }

    #[inline(always)]
    fn all(byte: u8) -> Self {
        let byte = byte.cast_signed();
        Self(avx2!(_mm256_set1_epi8(byte)))
    }

    #[inline(always)]
    fn is(self, byte: u8) -> Self {
        let all = Self::all(byte);
        Self(avx2!(_mm256_cmpeq_epi8(self.0, all.0)))
    }

    /// Both halves of each byte are looked up; of other bytes than ASCII, the lower one is not found.
    #[inline(always)]
    fn is_in(self, class: &ByteClass) -> Self {
        const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 255, 255, 255, 255, 255, 255, 255, 255];
        let (upper, halves, bits) = (self.upper_halves(), Self::twice(&class.halves), Self::twice(&BITS));
        let bit = Self(avx2!(_mm256_shuffle_epi8(bits.0, upper.0)));
        let found = Self(avx2!(_mm256_shuffle_epi8(halves.0, self.0))) & bit;
        Self(avx2!(_mm256_cmpeq_epi8(found.0, bit.0)))
    }

    #[inline(always)]
    fn set(self) -> u64 {
        u64::from(avx2!(_mm256_movemask_epi8(self.0)).cast_unsigned())
    }
}

impl Register {
    #[inline(always)]
    fn twice(bytes: &[u8; 16]) -> Self {
        let number = |at: usize| bytes[at..].first_chunk().map_or(0, |eight| i64::from_le_bytes(*eight));
        let (low, high) = (number(0), number(8));
        Self(avx2!(_mm256_set_epi64x(high, low, high, low)))
    }

    #[inline(always)]
    fn upper_halves(self) -> Self {
        let moved = avx2!(_mm256_srli_epi16::<4>(self.0));
        Self(moved) & super::Register::all(15)
    }
}

impl BitAnd for Register {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(avx2!(_mm256_and_si256(self.0, other.0)))
    }
}

impl BitOr for Register {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(avx2!(_mm256_or_si256(self.0, other.0)))
    }
}

impl BitXor for Register {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        Self(avx2!(_mm256_xor_si256(self.0, other.0)))
    }
}

impl Not for Register {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        self ^ super::Register::all(u8::MAX)
    }
}
