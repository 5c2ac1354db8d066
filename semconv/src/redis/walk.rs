//! Along the arguments of a command by the steps of its program.

use super::Keys;
use super::identity::Start;
use super::output::Output;

/// Whether values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Hidden,
    Shown,
}

/// Puts out a command.
pub(super) fn walk<'a, I>(mut arguments: I, _keys: Keys, _values: Values, output: &mut Output<'_>)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    let start = Start::read(&mut arguments);
    if let (Some(word), second) = start.words() {
        output.push(word);
        if let Some(second) = second {
            output.push(" ");
            output.push(second);
        }
    }
    for _ in arguments {
        output.push(" ?");
        if output.is_full() {
            return;
        }
    }
}
