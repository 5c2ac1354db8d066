//! The text of several commands.

use db_redact::redis::{Keys, Options, raw_pipeline_into, sanitize_into, sanitize_pipeline_into};

use crate::{WHOLE, words};

fn text(commands: &[&str], limit: usize) -> String {
    let mut text = String::new();
    let commands = commands.iter().map(|command| words(command));
    sanitize_pipeline_into(commands, &Options { limit, keys: Keys::Shown }, &mut text);
    text
}

#[test]
fn commands_of_a_pipeline_are_joined() {
    assert_eq!(text(&["MULTI", "SET a 1", "GET b", "EXEC"], 0), "MULTI; SET a ?; GET b; EXEC");
    assert_eq!(text(&["GET a"], 0), "GET a");
    assert_eq!(text(&[], 0), "");
}

#[test]
fn one_limit_is_for_all_commands_of_a_pipeline() {
    assert_eq!(text(&["GET a", "GET b", "GET c"], 19), "GET a; GET b; GET c");
    assert_eq!(text(&["GET a", "GET b", "GET c"], 18), "GET a; GET b; G…");
    assert_eq!(text(&["GET a", "GET b", "GET c"], 10), "GET a; …");
}

#[test]
fn a_text_that_is_there_stays_before_a_pipeline() {
    let mut text = "é: ".to_owned();
    sanitize_into(words("GET abcdefgh"), &Options { limit: 10, keys: Keys::Shown }, &mut text);
    assert_eq!(text, "é: GET abc…");
    sanitize_into(words("GET b"), &WHOLE, &mut text);
    assert_eq!(text, "é: GET abc…GET b");
    raw_pipeline_into([words("SET a 1"), words("AUTH secret")].into_iter(), &WHOLE, &mut text);
    assert_eq!(text, "é: GET abc…GET bSET a 1; AUTH ?");
}
