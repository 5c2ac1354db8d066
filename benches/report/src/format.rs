//! Figures as a person reads them.

use crate::data::Spread;

/// `1.53 µs`
pub(crate) fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        value if !value.is_finite() => "–".to_owned(),
        value if value < 999.5 => format!("{} ns", three_digits(value)),
        value if value < 999.5e3 => format!("{} µs", three_digits(value / 1e3)),
        value => format!("{} ms", three_digits(value / 1e6)),
    }
}

/// `1.53 µs (1.50–1.61)`
pub(crate) fn time_spread(spread: Spread) -> String {
    format!("{} ({}–{})", time(spread.median), time(spread.low), time(spread.high))
}

/// `1.02 ×`
pub(crate) fn ratio(ratio: f64) -> String {
    if ratio.is_finite() { format!("{ratio:.2} ×") } else { "–".to_owned() }
}

/// `1.02 × (1.01–1.03)`
pub(crate) fn ratio_spread(spread: Option<Spread>) -> String {
    match spread {
        Some(spread) => format!("{} ({:.2}–{:.2})", ratio(spread.median), spread.low, spread.high),
        None => "–".to_owned(),
    }
}

/// `12,345`
pub(crate) fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("−{grouped}") } else { grouped }
}

/// `+ 12,345`
pub(crate) fn added(number: Option<i64>) -> String {
    match number {
        Some(number) if number < 0 => count(number),
        Some(number) => format!("+{}", count(number)),
        None => "–".to_owned(),
    }
}

/// `+2`, `+0.06`
pub(crate) fn added_part(number: Option<f64>) -> String {
    match number {
        // A buffer that the driver renews now and then is not tracing's.
        Some(number) if number.abs() < 0.015 => "0".to_owned(),
        Some(number) if (number - number.round()).abs() < 0.015 => format!("{:+.0}", number.round()),
        Some(number) => format!("{number:+.2}"),
        None => "–".to_owned(),
    }
}

/// `5 kB`
#[expect(clippy::cast_precision_loss, reason = "no input has 2^52 bytes")]
pub(crate) fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} kB", three_digits(size as f64 / 1e3)),
        _ => format!("{} MB", three_digits(size as f64 / 1e6)),
    }
}

pub(crate) fn three_digits(value: f64) -> String {
    match value.abs() {
        size if size >= 99.95 => format!("{value:.0}"),
        size if size >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_and_a_unit() {
        assert_eq!(time(1_534.0), "1.53 µs");
        assert_eq!(time(0.7), "0.70 ns");
        assert_eq!(time(99_960.0), "100 µs");
        assert_eq!(time(999.7), "1.00 µs");
        assert_eq!(count(-1_234_567), "−1,234,567");
        assert_eq!(count(12), "12");
        assert_eq!(added(Some(148)), "+148");
        assert_eq!(added_part(Some(1.999)), "+2");
        assert_eq!(added_part(Some(0.0625)), "+0.06");
        assert_eq!(bytes(204_800), "205 kB");
    }
}
