//! One way to write what means the same: bounds in the list of parameters or after `where`, lifetimes that are named without
//! need, and functions that return a future.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A rendered function or implementation with its bounds after `where`, in the order of the alphabet.
pub(super) fn canonical(signature: &str) -> String {
    rewritten(&asynchronous(signature), 1)
}

/// The same without the names of lifetimes that tie arguments to each other: who offers this asks for less.
pub(super) fn untied(signature: &str) -> String {
    rewritten(&asynchronous(signature), usize::MAX)
}

/// Writes a function that returns a future as an `async fn`: a caller awaits both, and both take in all lifetimes.
fn asynchronous(signature: &str) -> Cow<'_, str> {
    const FUTURE: &str = ") -> impl core::future::future::Future<Output = ";
    let rewritten = || {
        let (head, returned) = signature.split_once(FUTURE)?;
        let end = end_of_group(returned)?;
        let (output, after) = (&returned[..end], &returned[end + 1..]);
        let is_whole = after.is_empty() || after.starts_with(" where ");
        let head = head.strip_prefix("pub fn ").filter(|_| is_whole)?;
        Some(format!("pub async fn {head}) -> {output}{after}"))
    };
    rewritten().map_or(Cow::Borrowed(signature), Cow::Owned)
}

/// Takes away the name of a lifetime that is used up to `most` times, and in arguments only.
fn rewritten(signature: &str, most: usize) -> String {
    let Some((before, parameters, after)) = parts(signature) else { return own_type(signature) };
    let (mut rest, predicates) = split_where(after);
    let mut names = Vec::new();
    let mut bounds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for parameter in split(parameters, ',').into_iter().chain(split(predicates, ',')) {
        let (name, of_name) = split_once(parameter, ':').unwrap_or((parameter, ""));
        bounds.entry(name).or_default().extend(split(of_name, '+'));
        if !names.contains(&name) && split(parameters, ',').contains(&parameter) {
            names.push(name);
        }
    }
    bounds.retain(|_, of_name| !of_name.is_empty());
    let bounds: Vec<String> = bounds
        .into_iter()
        .map(|(name, of_name)| format!("{name}: {}", of_name.into_iter().collect::<Vec<_>>().join(" + ")))
        .collect();
    if !before.starts_with("impl") {
        names.retain(|name| !(name.starts_with('\'') && elide(&mut rest, name, &bounds, most)));
    }
    let parameters = if names.is_empty() { String::new() } else { format!("<{}>", names.join(", ")) };
    let bounds = if bounds.is_empty() { String::new() } else { format!(" where {}", bounds.join(", ")) };
    own_type(&format!("{before}{parameters}{rest}{bounds}"))
}

/// Before the list of generic parameters, in it, and after it; None if there is nothing to put in order.
fn parts(signature: &str) -> Option<(&str, &str, &str)> {
    if let Some(rest) = signature.strip_prefix("impl<") {
        let end = end_of_group(rest)?;
        return Some(("impl", &rest[..end], &rest[end + 1..]));
    }
    if signature.starts_with("impl ") {
        return Some((
            signature.split_once(" where ").map_or(signature, |(before, _)| before),
            "",
            behind(signature),
        ));
    }
    let name = signature.find("fn ")? + "fn ".len();
    let arguments = positions(&signature[name..]).find(|&(at, depth, character)| {
        character == '(' && depth == 0 && at > 0 && !signature[name..name + at].ends_with(' ')
    });
    let arguments = name + arguments?.0;
    let (head, after) = signature.split_at(arguments);
    let Some(inner) = head.strip_suffix('>') else { return Some((head, "", after)) };
    let start = name
        + positions(&signature[name..])
            .filter(|&(at, depth, character)| character == '<' && depth == 0 && name + at < arguments)
            .last()?
            .0;
    Some((&signature[..start], &inner[start + 1..], after))
}

fn behind(signature: &str) -> &str {
    signature.find(" where ").map_or("", |at| &signature[at..])
}

/// Returns what is before and after the `where` of a signature.
fn split_where(signature: &str) -> (String, &str) {
    let (before, predicates) = signature.rsplit_once(" where ").unwrap_or((signature, ""));
    (before.to_owned(), predicates)
}

/// False if the lifetime has to keep its name.
fn elide(rest: &mut String, lifetime: &str, bounds: &[String], most: usize) -> bool {
    let uses = |text: &str| {
        let is_end = |after: &str| !after.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        text.match_indices(lifetime).filter(|(at, _)| is_end(&text[at + lifetime.len()..])).count()
    };
    let returned = rest.rsplit_once(") -> ").map_or(0, |(_, returned)| uses(returned));
    if returned > 0 || bounds.iter().any(|bound| uses(bound) > 0) || uses(rest) > most {
        return false;
    }
    *rest = rest.replace(&format!("&{lifetime} "), "&").replace(lifetime, "'_");
    true
}

/// `Self` for what a constructor returns, as the derived ones do not write it.
fn own_type(signature: &str) -> String {
    let Some((function, returned)) = signature.split_once("() -> ") else { return signature.to_owned() };
    let own = function.rsplit_once("fn ").and_then(|(_, path)| Some(path.rsplit_once("::")?.0));
    if own == Some(returned) { format!("{function}() -> Self") } else { signature.to_owned() }
}

/// The parts of a list, less the separators inside brackets.
fn split(list: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for (at, depth, character) in positions(list) {
        if depth == 0 && character == separator {
            parts.push(list[begin..at].trim());
            begin = at + 1;
        }
    }
    parts.push(list[begin..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// At the first such character that is no part of a path.
fn split_once(text: &str, separator: char) -> Option<(&str, &str)> {
    let at = text.find(&format!("{separator} "))?;
    Some((text[..at].trim(), text[at + 1..].trim()))
}

/// Where the bracket closes that was opened before `text`.
fn end_of_group(text: &str) -> Option<usize> {
    // The bracket of the group is not in the text, so an inner one that closes has the same depth. The group ends where more
    // brackets have closed than opened.
    let (mut opened, mut previous) = (0_usize, ' ');
    text.char_indices().find_map(|(at, character)| {
        let closes = matches!(character, ')' | ']') || (character == '>' && previous != '-');
        previous = character;
        match character {
            _ if closes && opened == 0 => return Some(at),
            _ if closes => opened -= 1,
            '(' | '[' | '<' => opened += 1,
            _ => {}
        }
        None
    })
}

/// The characters, with their places and with the number of brackets around them.
fn positions(text: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let mut depth = 0_usize;
    let mut previous = ' ';
    text.char_indices().map(move |(at, character)| {
        let closes = matches!(character, ')' | ']') || (character == '>' && previous != '-');
        let around = if closes { depth.saturating_sub(1) } else { depth };
        depth = if closes { around } else { depth + usize::from(matches!(character, '(' | '[' | '<')) };
        previous = character;
        (at, around, character)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_signature_is_the_same_wherever_bounds_stand() {
        let behind = "pub fn a::S::f<T, U>(T, U) -> Vec<T> where U: Fn(u8) -> T + Send, T: b::C + Sized";
        assert_eq!(
            canonical("pub fn a::S::f<T: Sized + b::C, U>(T, U) -> Vec<T> where U: Send + Fn(u8) -> T"),
            canonical(behind)
        );
        assert_eq!(
            canonical(behind),
            "pub fn a::S::f<T, U>(T, U) -> Vec<T> where T: Sized + b::C, U: Fn(u8) -> T + Send"
        );
        assert_eq!(
            canonical("impl<C: B + A> a::T for a::S<C>"),
            canonical("impl<C> a::T for a::S<C> where C: A + B")
        );
        assert_ne!(canonical("impl<C: A> a::T for a::S<C>"), canonical("impl<C: B> a::T for a::S<C>"));
        assert_ne!(canonical("pub fn a::S::f<T: A>(T)"), canonical("pub fn a::S::f<T>(T)"));
    }

    #[test]
    fn canonical_signature_names_only_lifetimes_used_again() {
        assert_eq!(
            canonical("pub fn a::S::f<'a, K>(&mut self, K) -> &mut Self"),
            "pub fn a::S::f<K>(&mut self, K) -> &mut Self"
        );
        assert_eq!(
            canonical("pub fn a::S::f<'a>(&mut self, &'a a::V<'_>)"),
            "pub fn a::S::f(&mut self, &a::V<'_>)"
        );
        for needed in [
            "pub fn a::S::f<'a>(&mut self, &'a u8) -> &'a u8",
            "pub fn a::S::f<'a>(&'a mut self, &'a u8)",
            "pub fn a::S::f<'a, T>(&mut self, T) where T: b::C<'a>",
        ] {
            assert_eq!(canonical(needed), needed);
        }
    }

    #[test]
    fn untied_signature_elides_a_lifetime_shared_by_arguments() {
        let tied = "pub fn a::S::f<'a>(&mut self, &'a u8, a::V<'a>) -> &mut Self";
        assert_eq!(canonical(tied), tied);
        assert_eq!(untied(tied), "pub fn a::S::f(&mut self, &u8, a::V<'_>) -> &mut Self");
    }

    #[test]
    fn canonical_signature_of_a_returned_future_is_that_of_an_async_function() {
        let future = |output| format!("impl core::future::future::Future<Output = {output}>");
        let output = "core::result::Result<a::V<'_>, a::Error>";
        assert_eq!(
            canonical(&format!("pub fn a::S::f<T>(&mut self, &T) -> {} where T: b::C", future(output))),
            canonical(&format!("pub async fn a::S::f<T: b::C>(&mut self, &T) -> {output}"))
        );
        assert_ne!(
            canonical(&format!("pub fn a::f() -> {}", future("u8"))),
            canonical("pub async fn a::f() -> u16")
        );
        for other in [
            "pub fn a::f() -> impl core::future::future::Future<Output = u8> + core::marker::Send",
            "pub fn a::f() -> alloc::boxed::Box<dyn core::future::future::Future<Output = u8>>",
        ] {
            assert_eq!(canonical(other), other);
        }
    }

    #[test]
    fn canonical_signature_without_parameters_is_unchanged() {
        for signature in [
            "impl Send for a::S<'_>",
            "pub fn a::S<A, B>::f(&self)",
            "pub struct a::S<T: Sized>",
            "pub fn (T1, T2)::f(&self)",
        ] {
            assert_eq!(canonical(signature), signature);
        }
        assert_eq!(canonical("pub fn a::S::default() -> a::S"), "pub fn a::S::default() -> Self");
        assert_eq!(canonical("pub fn a::S::other() -> a::T"), "pub fn a::S::other() -> a::T");
    }
}
