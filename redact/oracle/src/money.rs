//! S96: amounts of money, with the sign of a currency before the number.
//!
//! * SQL Server: `$4`, `€4.5`, `£ 7`. White space may stand between the two.
//! * Unknown: a dollar and a number that touches it, if the number has more than two digits, or a point. `$4` is a parameter
//!   there. Other signs are as in SQL Server.
//! * Elsewhere: none. S12 hides `€4`, which is a word.

use crate::Dialect::{self, Generic, SqlServer};
use crate::cursor::Cursor;
use crate::token::is_space;

/// Moves from the sign of a currency to its number, if it has one.
pub(crate) fn pass_sign(cursor: &mut Cursor<'_>, dialect: Dialect) {
    let mut number = *cursor;
    let Some(sign) = number.see(0) else { return };
    number.pass(1);
    let is_amount = match dialect {
        Generic if sign == '$' => starts_number(number) && is_no_parameter(number),
        SqlServer | Generic if is_currency(sign) => {
            number.pass_all(is_space);
            starts_number(number)
        }
        _ => false,
    };
    if is_amount {
        *cursor = number;
    }
}

pub(crate) fn starts_number(cursor: Cursor<'_>) -> bool {
    matches!((cursor.see(0), cursor.see(1)), (Some('0'..='9'), _) | (Some('.'), Some('0'..='9')))
}

fn is_no_parameter(mut number: Cursor<'_>) -> bool {
    let digits = number.pass_all(|digit| digit.is_ascii_digit());
    digits > 2 || number.see(0) == Some('.')
}

pub(crate) fn is_currency(character: char) -> bool {
    match character {
        '$' | '¢' | '£' | '¤' | '¥' => true,
        // Bengali, Thai, Khmer, Rial.
        '\u{9f2}' | '\u{9f3}' | '\u{e3f}' | '\u{17db}' | '\u{fdfc}' => true,
        // The block of currencies; the small and the full-width ones.
        '\u{20a0}'..='\u{20cf}'
        | '\u{fe69}'
        | '\u{ff04}'
        | '\u{ffe0}'
        | '\u{ffe1}'
        | '\u{ffe5}'
        | '\u{ffe6}' => true,
        _ => false,
    }
}
