//! Arguments made from a command's grammar, and what is to be seen of them.

use crate::generate::Row;
use crate::generate::grammar::Node;
use crate::random::Random;

/// An argument, and what the text shows for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    pub(crate) sent: String,
    pub(crate) shown: String,
}

impl Argument {
    pub(crate) fn is_key(&self) -> bool {
        self.sent.starts_with("key-")
    }
}

/// The arguments of a command, its name included, as its grammar allows.
pub(crate) fn example(row: &Row, random: &mut Random) -> Vec<Argument> {
    let mut example = Example { row, random, arguments: Vec::new() };
    for word in row.name.split(' ') {
        example.shown(word);
    }
    example.node(&row.grammar);
    example.arguments
}

struct Example<'r> {
    row: &'r Row,
    random: &'r mut Random,
    arguments: Vec<Argument>,
}

impl Example<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Word(word) => {
                let word = if self.random.below(2) == 0 { word.clone() } else { word.to_lowercase() };
                self.shown(&word);
            }
            Node::Argument { name, kind } => self.argument(name, kind),
            Node::Sequence(nodes) => self.sequence(nodes),
            Node::OneOf(alternatives) => {
                let chosen = self.random.below(alternatives.len());
                self.node(&alternatives[chosen]);
            }
            Node::Optional(inner) => {
                if self.random.below(3) > 0 {
                    self.node(inner);
                }
            }
            Node::Repeated(inner) => {
                for _ in 0..=self.random.below(3) {
                    self.node(inner);
                }
            }
        }
    }

    fn sequence(&mut self, nodes: &[Node]) {
        let mut nodes = nodes.iter();
        while let Some(node) = nodes.next() {
            let next = nodes.as_slice().first();
            match (node, next.map(repeated)) {
                (Node::Argument { name, .. }, Some(Some(group))) if is_number(name) => {
                    self.counted(name, group);
                    nodes.next();
                }
                // As many values as keys.
                (Node::Repeated(first), Some(Some(second))) => {
                    let count = 1 + self.random.below(3);
                    (0..count).for_each(|_| self.node(first));
                    (0..count).for_each(|_| self.node(second));
                    nodes.next();
                }
                _ => self.node(node),
            }
        }
    }

    fn counted(&mut self, name: &str, group: &Node) {
        let (place, count) = (self.arguments.len(), self.random.below(4));
        self.hidden(String::new());
        (0..count).for_each(|_| self.node(group));
        let is_search = self.row.name.starts_with("FT.");
        let number = if is_search { self.arguments.len() - place - 1 } else { count };
        self.arguments[place].sent = number.to_string();
        if self.row.keys.contains("numkeys=") && name == "numkeys" {
            self.arguments[place].shown = number.to_string();
        }
        if is_search {
            for argument in &mut self.arguments[place..] {
                "?".clone_into(&mut argument.shown);
            }
        }
    }

    fn argument(&mut self, name: &str, kind: &str) {
        let number = self.arguments.len();
        let is_key = name == "key" && (kind.is_empty() || self.row.has_keys());
        match (name, kind) {
            _ if is_key => self.shown(&format!("key-{number}")),
            ("field", _) if self.row.is_hash => self.shown(&format!("field-{number}")),
            (_, "shown") => self.shown("host"),
            _ => self.hidden(format!("secret-{number}")),
        }
    }

    fn shown(&mut self, argument: &str) {
        self.arguments.push(Argument { sent: argument.to_owned(), shown: argument.to_owned() });
    }

    fn hidden(&mut self, sent: String) {
        self.arguments.push(Argument { sent, shown: "?".to_owned() });
    }
}

fn repeated(node: &Node) -> Option<&Node> {
    match node {
        Node::Repeated(inner) => Some(inner),
        Node::Optional(inner) => repeated(inner),
        _ => None,
    }
}

fn is_number(name: &str) -> bool {
    name.starts_with("num") || ["nargs", "count", "nproperties"].contains(&name)
}
