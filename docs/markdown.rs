//! What a page consists of: links, anchors and snippets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What a page consists of.
#[derive(Debug)]
pub struct Document {
    /// Targets of links and of pictures.
    pub links: Vec<String>,
    /// The anchors of its headings.
    pub anchors: BTreeSet<String>,
    /// Its code blocks.
    pub snippets: Vec<Snippet>,
}

/// A code block in fences.
#[derive(Debug)]
pub struct Snippet {
    /// The first word after the fence.
    pub language: String,
    /// The words after the language: `sh,not-run`.
    pub words: Vec<String>,
    /// What is inside the fences.
    pub text: String,
    /// The text that follows the block.
    pub next: String,
}

impl Document {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&text)
    }

    fn parse(text: &str) -> Self {
        let mut document = Self { links: Vec::new(), anchors: BTreeSet::new(), snippets: Vec::new() };
        let mut heading = None;
        let mut in_code = false;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => document.add_anchor(&heading.take().unwrap_or_default()),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let mut words = info.split(',').map(str::to_owned);
                    let language = words.next().unwrap_or_default();
                    let (words, text, next) = (words.collect(), String::new(), String::new());
                    document.snippets.push(Snippet { language, words, text, next });
                    in_code = true;
                }
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                    if let Some(snippet) = document.snippets.last_mut() {
                        let part = if in_code { &mut snippet.text } else { &mut snippet.next };
                        part.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        document
    }

    /// Adds the anchor that mdBook, GitHub and rustdoc give a heading. A second one of that name has a number.
    fn add_anchor(&mut self, heading: &str) {
        let kept = heading.to_lowercase();
        let kept: String = kept
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let mut anchor = kept.clone();
        let mut number = 0;
        while self.anchors.contains(&anchor) {
            number += 1;
            anchor = format!("{kept}-{number}");
        }
        self.anchors.insert(anchor);
    }
}
