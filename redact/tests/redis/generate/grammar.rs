//! The argument grammar of `redis-commands.tsv`.

/// What an argument grammar is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// A fixed word.
    Word(String),
    /// `<name:kind>`; a key has no kind.
    Argument {
        name: String,
        kind: String,
    },
    Sequence(Vec<Node>),
    OneOf(Vec<Node>),
    Optional(Box<Node>),
    Repeated(Box<Node>),
}

/// Reads a grammar. It panics where there is none, as it is for the tests' own data.
pub(crate) fn parse(grammar: &str) -> Node {
    let mut parser = Parser { rest: grammar };
    let node = parser.alternatives();
    assert_eq!(parser.rest, "", "in {grammar}");
    node
}

struct Parser<'g> {
    rest: &'g str,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Node {
        let mut alternatives = vec![self.sequence()];
        while self.take("|") {
            alternatives.push(self.sequence());
        }
        if alternatives.len() == 1 { alternatives.remove(0) } else { Node::OneOf(alternatives) }
    }

    fn sequence(&mut self) -> Node {
        let mut nodes = Vec::new();
        loop {
            while self.take(" ") {}
            if self.rest.is_empty() || self.rest.starts_with(['|', ')', ']']) {
                break;
            }
            let node = self.item();
            nodes.push(if self.take("...") { Node::Repeated(Box::new(node)) } else { node });
        }
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) }
    }

    fn item(&mut self) -> Node {
        if self.take("(") {
            let node = self.alternatives();
            assert!(self.take(")"), "a bracket is open before {}", self.rest);
            node
        } else if self.take("[") {
            let node = self.alternatives();
            assert!(self.take("]"), "a bracket is open before {}", self.rest);
            Node::Optional(Box::new(node))
        } else if self.take("<") {
            let (argument, rest) = self.rest.split_once('>').expect("an argument ends");
            self.rest = rest;
            let (name, kind) = argument.split_once(':').unwrap_or((argument, ""));
            Node::Argument { name: name.to_owned(), kind: kind.to_owned() }
        } else {
            let length = self.rest.find([' ', '(', ')', '[', ']', '<', '|']).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(length);
            self.rest = rest;
            Node::Word(word.to_owned())
        }
    }

    fn take(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}
