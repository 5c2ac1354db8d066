//! The part of a command that its first arguments determine.

use std::borrow::Cow;
use std::str;

use super::command::{self, Command, Match, Traits};
use super::program::Step;

/// The most bytes of a name that the table does not have.
const LONGEST_UNKNOWN_NAME: usize = 64;

/// The part of a command that its first arguments determine.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    words: CommandWords<'a>,
    is_blocking: bool,
    stored_procedure: Option<&'a str>,
}

#[derive(Debug, Clone, Copy)]
enum Name<'a> {
    /// There is none, or none that may be shown.
    None,
    /// One word: as sent.
    One(&'a str),
    /// A container and its subcommand: as sent.
    Two(&'a str, &'a str),
}

/// Returns what the first arguments of a command say, the name included. It allocates nothing.
///
/// ```
/// let arguments = ["config", "set", "maxmemory", "1gb"].map(str::as_bytes);
/// let identity = db_redact::redis::identify(arguments.into_iter());
/// assert_eq!(identity.name().as_deref(), Some("config set"));
/// assert_eq!(identity.command().map(|command| command.name()), Some("CONFIG SET"));
/// ```
pub fn identify<'a, I>(arguments: I) -> Identity<'a>
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    let mut arguments = arguments;
    identify_first(&mut arguments).unwrap_or(Identity {
        words: CommandWords { command: None, name: Name::None, is_exact: false },
        is_blocking: false,
        stored_procedure: None,
    })
}

/// Like [`identify`], and takes the name from the arguments. Returns `None` if there are no arguments.
#[inline]
pub(super) fn identify_first<'a, I>(arguments: &mut I) -> Option<Identity<'a>>
where
    I: Iterator<Item = &'a [u8]> + Clone,
{
    let words = CommandWords::read(arguments)?;
    let traits = words.command.map_or(Traits::NONE, |command| command.traits);
    let is_blocking = traits.has(Traits::BLOCKING)
        || (traits.has(Traits::BLOCK_OPTION)
            && words.command.is_some_and(|command| has_block_option(command, arguments.clone())));
    let stored_procedure = if traits.has(Traits::SCRIPT_DIGEST.and(Traits::FUNCTION_NAME)) {
        arguments.clone().next().and_then(|name| stored_procedure(name, traits))
    } else {
        None
    };
    Some(Identity { words, is_blocking, stored_procedure })
}

impl<'a> Identity<'a> {
    /// Returns the command of the table, if the table has it.
    #[inline]
    pub fn command(&self) -> Option<&'static Command> {
        self.words.command
    }

    /// Returns the name as sent, a subcommand's with its container's. The name is borrowed, except that of a subcommand
    /// which was not sent in capitals (R2).
    ///
    /// A name that the table does not have is one that looks like a name: it begins with a letter and has at most 64
    /// letters, digits, `.`, `_` or `-`.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        match (self.static_name(), self.words.name) {
            (Some(name), _) => Some(Cow::Borrowed(name)),
            (None, Name::None) => None,
            (None, Name::One(word)) => Some(Cow::Borrowed(word)),
            (None, Name::Two(container, word)) => Some(Cow::Owned([container, " ", word].concat())),
        }
    }

    /// Returns the name of the table, if it was sent in just these letters.
    #[inline]
    pub fn static_name(&self) -> Option<&'static str> {
        self.words.command.filter(|_| self.words.is_exact).map(Command::name)
    }

    pub(super) fn words(&self) -> CommandWords<'a> {
        self.words
    }

    /// Returns `true` if the server may keep the caller waiting for something to happen: `BLPOP`, `XREAD` with `BLOCK`,
    /// `WAIT`.
    #[inline]
    pub fn is_blocking(&self) -> bool {
        self.is_blocking
    }

    /// Returns the SHA-1 that `EVALSHA` names, or the function that `FCALL` names, if it looks like one (R8).
    #[inline]
    pub fn stored_procedure(&self) -> Option<&'a str> {
        self.stored_procedure
    }
}

/// The words that name a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct CommandWords<'a> {
    command: Option<&'static Command>,
    name: Name<'a>,
    /// `true` if the name was sent in the letters of the table.
    is_exact: bool,
}

impl<'a> CommandWords<'a> {
    /// Takes the name, and no more, from the arguments.
    #[inline]
    pub(super) fn read<I>(arguments: &mut I) -> Option<Self>
    where
        I: Iterator<Item = &'a [u8]> + Clone,
    {
        let word = arguments.next()?;
        let Some(Match { command, word, is_exact }) = command::find(word) else {
            return Some(Self { command: None, name: unknown(word), is_exact: false });
        };
        if command.traits.has(Traits::CONTAINER) {
            let mut rest = arguments.clone();
            if let Some(second) = rest.next()
                && let Some(found) = command::find_subcommand(command, second)
            {
                *arguments = rest;
                return Some(Self {
                    command: Some(found.command),
                    name: Name::Two(word, found.word),
                    is_exact: is_exact && found.is_exact,
                });
            }
        }
        Some(Self { command: Some(command), name: Name::One(word), is_exact })
    }

    pub(super) fn command(&self) -> Option<&'static Command> {
        self.command
    }

    /// The command's first word, as sent, if it may be shown.
    pub(super) fn word(&self) -> Option<&'a str> {
        match self.name {
            Name::None => None,
            Name::One(word) | Name::Two(word, _) => Some(word),
        }
    }

    /// The subcommand, as sent.
    pub(super) fn second_word(&self) -> Option<&'a str> {
        match self.name {
            Name::None | Name::One(_) => None,
            Name::Two(_, word) => Some(word),
        }
    }
}

fn unknown(word: &[u8]) -> Name<'_> {
    let looks_like_name = word.len() <= LONGEST_UNKNOWN_NAME
        && word.first().is_some_and(u8::is_ascii_alphabetic)
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    match str::from_utf8(word) {
        Ok(word) if looks_like_name => Name::One(word),
        _ => Name::None,
    }
}

/// Returns `true` if `BLOCK` is where an option may be. It stands before the first thing that is not an option with its
/// values.
fn has_block_option<'a>(command: &Command, mut arguments: impl Iterator<Item = &'a [u8]>) -> bool {
    for step in command.steps.get() {
        let (Step::Options(branches, _) | Step::Choice(branches, _)) = step else {
            let _value = arguments.next();
            continue;
        };
        while let Some(word) = arguments.next() {
            let Some(branch) = branches.get().iter().find(|branch| branch.is(word)) else { return false };
            if branch.is(b"BLOCK") {
                return true;
            }
            let steps = branch.steps.get();
            if !steps.iter().all(|step| matches!(step, Step::Value)) {
                return false;
            }
            arguments.by_ref().take(steps.len()).for_each(drop);
        }
    }
    false
}

fn stored_procedure(name: &[u8], traits: Traits) -> Option<&str> {
    let is_proper = if traits.has(Traits::SCRIPT_DIGEST) {
        name.len() == 40 && name.iter().all(u8::is_ascii_hexdigit)
    } else {
        !name.is_empty()
            && name.len() <= LONGEST_UNKNOWN_NAME
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    if is_proper { str::from_utf8(name).ok() } else { None }
}
