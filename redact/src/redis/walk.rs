//! Along the arguments of a command by the steps of its program.

use super::Keys;
use super::command::Traits;
use super::identity::CommandWords;
use super::output::Output;
use super::program::{Branch, Counted, MANY, Repeat, Step};

/// How values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Hidden,
    Shown,
}

/// Puts out a command.
pub(super) fn walk<'a, I>(mut arguments: I, keys: Keys, values: Values, output: &mut Output<'_>)
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    if let Some(words) = CommandWords::read(&mut arguments) {
        walk_on(words, arguments, keys, values, output);
    }
}

/// Puts out a command whose name was taken from the arguments.
#[inline]
pub(super) fn walk_on<'a, I>(
    words: CommandWords<'_>,
    arguments: I,
    keys: Keys,
    values: Values,
    output: &mut Output<'_>,
) where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    output.push(words.word().unwrap_or("?"));
    if let Some(word) = words.second_word() {
        output.push_word(word);
    }
    let mut walk = Walk { arguments, peeked: None, keys, values, output };
    let rest = match words.command() {
        Some(command) => {
            let _: Result<(), Ended> = walk.run(command.steps.get(), None);
            // R15: what does not fit the grammar may be a credential.
            if command.traits.has(Traits::SECRET) { Values::Hidden } else { values }
        }
        // What is unknown shows its name alone.
        None if values == Values::Hidden || words.word().is_none() => return,
        None => values,
    };
    while let Some(argument) = walk.take() {
        match rest {
            Values::Hidden => walk.hide(),
            Values::Shown => walk.output.push_argument(argument),
        }
    }
}

/// Why a program ended before its last step: the arguments, the room or the grammar did.
struct Ended;

/// The options around a step, whose words end what is repeated inside.
struct Around<'p> {
    branches: &'p [Branch],
    outer: Option<&'p Around<'p>>,
}

impl Around<'_> {
    fn has(&self, word: &[u8]) -> bool {
        self.branches.iter().any(|branch| branch.is(word)) || self.outer.is_some_and(|outer| outer.has(word))
    }
}

struct Walk<'a, 'o, 't, I> {
    arguments: I,
    peeked: Option<&'a [u8]>,
    keys: Keys,
    values: Values,
    output: &'o mut Output<'t>,
}

impl<'a, I> Walk<'a, '_, '_, I>
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    fn run(&mut self, steps: &[Step], around: Option<&Around<'_>>) -> Result<(), Ended> {
        for (index, step) in steps.iter().enumerate() {
            match step {
                Step::Value if self.values == Values::Hidden => {
                    self.take().ok_or(Ended)?;
                    self.hide();
                }
                Step::Secret => {
                    self.take().ok_or(Ended)?;
                    self.hide();
                }
                Step::Value | Step::Shown => {
                    let argument = self.take().ok_or(Ended)?;
                    self.output.push_argument(argument);
                }
                Step::Key | Step::Field => {
                    let key = self.take().ok_or(Ended)?;
                    self.show(key);
                }
                Step::Choice(branches, other) => {
                    let word = self.peek().ok_or(Ended)?;
                    match branches.get().iter().find(|branch| branch.is(word)) {
                        Some(branch) => self.branch(branch, around)?,
                        None => self.run(other.get(), around)?,
                    }
                }
                Step::Options(branches, kept) => {
                    self.options(branches.get(), (*kept).into(), around)?;
                }
                Step::Repeat(repeat) => {
                    if let Some(Step::Options(branches, _)) = steps.get(index + 1) {
                        let around = Around { branches: branches.get(), outer: around };
                        self.repeat(repeat, Some(&around))?;
                    } else {
                        self.repeat(repeat, around)?;
                    }
                }
                Step::Counted(counted) => self.counted(counted, around)?,
                Step::Halves => self.halves()?,
                Step::Unplaced => return Err(Ended),
            }
        }
        Ok(())
    }

    /// A word that was peeked at, and what follows it.
    fn branch(&mut self, branch: &Branch, around: Option<&Around<'_>>) -> Result<(), Ended> {
        if let Some(word) = self.take() {
            self.output.push_argument(word);
        }
        self.run(branch.steps.get(), around)
    }

    /// `kept`: how many arguments have to be left for what follows the options.
    fn options(
        &mut self,
        branches: &[Branch],
        kept: usize,
        around: Option<&Around<'_>>,
    ) -> Result<(), Ended> {
        let around = Around { branches, outer: around };
        let mut used = 0_u64;
        while let Some(word) = self.peek() {
            let is_next = |branch: &&Branch| {
                branch.is(word) && (branch.option == MANY || used >> branch.option & 1 == 0)
            };
            let Some(branch) = branches.iter().find(is_next) else { break };
            if !self.has(1 + kept) {
                break;
            }
            if branch.option != MANY {
                used |= 1 << branch.option;
            }
            self.branch(branch, Some(&around))?;
        }
        Ok(())
    }

    fn repeat(&mut self, repeat: &Repeat, around: Option<&Around<'_>>) -> Result<(), Ended> {
        while self.has(usize::from(repeat.least) + usize::from(repeat.tail)) {
            if repeat.ends_at_word
                && let (Some(word), Some(around)) = (self.peek(), around)
                && around.has(word)
            {
                break;
            }
            self.run(repeat.group.get(), around)?;
        }
        Ok(())
    }

    fn counted(&mut self, counted: &Counted, around: Option<&Around<'_>>) -> Result<(), Ended> {
        let argument = self.take().ok_or(Ended)?;
        let number = number(argument);
        // More than could ever be shown is not looked at, so it may be missing.
        let expected = number.map_or(usize::MAX, |number| number.saturating_mul(counted.size.into()));
        let is_proper = number.is_some() && self.has(expected.min(self.output.limit()));
        if self.values == Values::Shown || (is_proper && counted.is_shown) {
            self.output.push_argument(argument);
        } else {
            self.hide();
        }
        if !is_proper {
            return Err(Ended);
        }
        for _ in 0..number.unwrap_or(0) {
            self.run(counted.group.get(), around)?;
        }
        Ok(())
    }

    /// The first half are keys. More arguments than could ever be shown are not counted.
    fn halves(&mut self) -> Result<(), Ended> {
        let most = self.output.limit().saturating_add(2);
        let peeked = usize::from(self.peek().is_some());
        let count = peeked + self.arguments.clone().take(most).count();
        if count < most && count % 2 == 1 {
            return Err(Ended);
        }
        for _ in 0..count / 2 {
            let key = self.take().ok_or(Ended)?;
            self.show(key);
        }
        Ok(())
    }

    /// Returns `true` if there are so many arguments. It looks at them, to the last one that fits.
    fn has(&mut self, count: usize) -> bool {
        match count {
            0 => true,
            1 => self.peek().is_some(),
            _ => self.peek().is_some() && self.arguments.clone().nth(count - 2).is_some(),
        }
    }

    /// The next argument, unless the text is full.
    fn peek(&mut self) -> Option<&'a [u8]> {
        if self.output.is_full() {
            return None;
        }
        if self.peeked.is_none() {
            self.peeked = self.arguments.next();
        }
        self.peeked
    }

    fn take(&mut self) -> Option<&'a [u8]> {
        if self.output.is_full() {
            return None;
        }
        self.peeked.take().or_else(|| self.arguments.next())
    }

    fn hide(&mut self) {
        self.output.push(" ?");
    }

    fn show(&mut self, key: &[u8]) {
        self.output.push_key(key, self.keys);
    }
}

/// A count as servers take it.
fn number(argument: &[u8]) -> Option<usize> {
    let is_proper = argument.iter().all(u8::is_ascii_digit) && argument.len() <= 10;
    if is_proper { str::from_utf8(argument).ok()?.parse().ok() } else { None }
}
