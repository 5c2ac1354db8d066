//! The voice guide (CONTRIBUTING.md, "Voice"), as far as a program can check it: in documents, in documentation comments,
//! and in the messages of the published crates and of `xtask`.

mod files;

use std::fs;

use files::{entries, root};

/// Words and phrases that the guide replaces by plainer ones, in lower case.
const REPLACED: &[&str] = &[
    "whoever",
    "nobody",
    "somebody",
    "everybody",
    "tell",
    "tells",
    "told",
    "hear",
    "hears",
    "heard",
    "go out",
    "goes out",
    "let go of",
    "lets go of",
    "take it for",
    "takes it for",
    "takes them for",
    "taken for",
    "anew",
    "for ever",
    "dearer",
    "all else",
    "likewise",
    "beside",
    "of ours",
    // For what comes after. [`PLACES`] are places.
    "behind",
];

/// The places behind which a server is.
const PLACES: [&str; 4] =
    [" behind pgbouncer ", " behind a pooler ", " behind a proxy ", " behind the proxy "];

/// Files that still have such words in their comments.
const NOT_YET: &[&str] = &[
    // This list, and the documents that show what to avoid.
    "xtask/tests/voice.rs",
    "examples/quickstart/src/collect.rs",
    "examples/quickstart/src/paint.rs",
    "examples/quickstart/src/tree.rs",
    "examples/span-tree/src/paint.rs",
    "examples/span-tree/src/tree.rs",
];

/// First words of a documentation comment that make a clause of it. A noun ("The limit of …") or a verb ("Returns …") is plainer.
const CLAUSES: [&str; 7] = ["whether", "what", "where", "how", "who", "whose", "which"];

/// How many documentation comments of the published crates begin with such a word. Lower it when you rewrite one.
const MOST_CLAUSES: usize = 230;

/// The sources whose documentation and messages users meet.
const PUBLISHED: [&str; 8] = [
    "diesel-trace/src/",
    "pg-trace/src/",
    "propagators/src/",
    "redact/src/",
    "redis-trace/src/",
    "semconv/src/",
    "testcontainers/src/",
    "testcontainers/programs/src/",
];

/// A piece of prose, and the line on which it begins.
struct Text {
    file: String,
    line: usize,
    prose: String,
}

fn has_extension(path: &str, extension: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|found| found == extension)
}

/// Returns the files of a kind in a folder and in the folders inside it.
fn files(folder: &str, extension: &str) -> Vec<String> {
    let (folders, files): (Vec<_>, Vec<_>) =
        entries(folder).into_iter().partition(|path| path.ends_with('/'));
    let folders = folders.iter().filter(|path| !path.ends_with("target/"));
    let inner = folders.flat_map(|path| self::files(path, extension));
    files.into_iter().filter(|path| has_extension(path, extension)).chain(inner).collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Returns the lines of documents, without snippets.
fn documents() -> Vec<Text> {
    let mut texts = Vec::new();
    for file in files("", "md") {
        let mut in_snippet = false;
        for (line, prose) in (1..).zip(read(&file).lines()) {
            if prose.trim_start().starts_with("```") {
                in_snippet = !in_snippet;
            } else if !in_snippet {
                texts.push(Text { file: file.clone(), line, prose: prose.to_owned() });
            }
        }
    }
    texts
}

/// Returns the documentation comments of a source, each as a whole.
fn comments(file: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let mut continues = false;
    for (line, code) in (1..).zip(read(file).lines()) {
        let comment = code.trim_start();
        let prose = comment.strip_prefix("///").or_else(|| comment.strip_prefix("//!"));
        match (prose, texts.last_mut()) {
            (Some(prose), Some(text)) if continues => text.prose.extend(["\n", prose]),
            (Some(prose), _) => texts.push(Text { file: file.to_owned(), line, prose: prose.to_owned() }),
            (None, _) => {}
        }
        continues = prose.is_some();
    }
    texts
}

/// Returns the string literals of several words in a source, apart from its tests.
fn messages(file: &str) -> Vec<Text> {
    let source = read(file);
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut texts = Vec::new();
    for (line, code) in (1..).zip(source.lines()) {
        let is_comment = code.trim_start().starts_with("//");
        for literal in
            code.split('"').skip(1).step_by(2).filter(|literal| !is_comment && literal.contains(' '))
        {
            texts.push(Text { file: file.to_owned(), line, prose: literal.to_owned() });
        }
    }
    texts
}

/// Returns the words of a text in lower case, with a space around each and without code. An identifier is one word.
fn words(prose: &str) -> String {
    let without_code: String = prose.split('`').step_by(2).flat_map(|part| [part, " "]).collect();
    let lower = without_code.to_lowercase();
    let words = lower
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |words, word| words + word + " ")
}

/// Returns the words in a text that the guide replaces.
fn replaced(prose: &str) -> Vec<&'static str> {
    let words = PLACES.iter().fold(words(prose), |words, place| words.replace(place, " "));
    REPLACED.iter().copied().filter(|phrase| words.contains(&format!(" {phrase} "))).collect()
}

fn problems(texts: Vec<Text>) -> Vec<String> {
    let texts = texts.into_iter().filter(|text| !NOT_YET.contains(&text.file.as_str()));
    let found = texts.map(|Text { file, line, prose }| (replaced(&prose), format!("{file}:{line}")));
    found.filter(|(words, _)| !words.is_empty()).map(|(words, place)| format!("{place}: {words:?}")).collect()
}

#[test]
fn documents_keep_the_words_of_the_voice_guide() {
    let problems = problems(documents());
    assert!(problems.is_empty(), "choose plainer words (CONTRIBUTING.md, \"Voice\"): {problems:#?}");
}

#[test]
fn documentation_comments_keep_the_words_of_the_voice_guide() {
    let problems = problems(files("", "rs").iter().flat_map(|file| comments(file)).collect());
    assert!(problems.is_empty(), "choose plainer words (CONTRIBUTING.md, \"Voice\"): {problems:#?}");
}

#[test]
fn messages_keep_the_words_of_the_voice_guide() {
    let sources = PUBLISHED.into_iter().chain(["xtask/src/"]).flat_map(|folder| files(folder, "rs"));
    let problems = problems(sources.flat_map(|file| messages(&file)).collect());
    assert!(problems.is_empty(), "choose plainer words (CONTRIBUTING.md, \"Voice\"): {problems:#?}");
}

#[test]
fn fewer_documentation_comments_begin_with_a_clause() {
    let sources = PUBLISHED.into_iter().flat_map(|folder| files(folder, "rs"));
    let comments = sources.flat_map(|file| comments(&file));
    let clauses: Vec<String> = comments
        .filter(|text| {
            words(&text.prose).split_whitespace().next().is_some_and(|word| CLAUSES.contains(&word))
        })
        .map(|Text { file, line, .. }| format!("{file}:{line}"))
        .collect();
    let count = clauses.len();
    assert!(
        count <= MOST_CLAUSES,
        "{count} documentation comments begin with one of {CLAUSES:?}, and {MOST_CLAUSES} may. Begin yours with a noun or with \
         \"Returns …\" or \"Records …\":\n{}",
        clauses.join(" ")
    );
}

#[test]
fn replaced_words_are_found_in_prose_and_not_in_code() {
    assert_eq!(replaced("What the driver tells\nnobody."), ["nobody", "tells"]);
    assert_eq!(replaced("It lets go\n of the span."), ["lets go of"]);
    assert_eq!(replaced("The user `nobody`, a storyteller, `tell()`."), [""; 0]);
}
