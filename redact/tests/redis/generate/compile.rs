//! From a grammar to the steps along it.

use super::grammar::Node;

/// As `program::Step`, which documents them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Value,
    Secret,
    Key,
    Field,
    Shown,
    Choice(Vec<Branch>, Vec<Step>),
    Options(Vec<Branch>, usize),
    Repeat { group: Vec<Step>, least: usize, tail: usize, ends_at_word: bool },
    Counted { group: Vec<Step>, size: usize, is_shown: bool },
    Halves,
    Unplaced,
}

/// As `program::Branch`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Branch {
    pub(crate) word: String,
    /// Without one, it may be there more than once.
    pub(crate) option: Option<usize>,
    pub(crate) steps: Vec<Step>,
}

/// What a grammar alone does not say.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the command")]
pub(crate) struct Context {
    /// Arguments with the name `field` are fields of a hash.
    pub(crate) is_hash: bool,
    /// Arguments with the name `key` are keys.
    pub(crate) has_keys: bool,
    /// A number among the arguments gives the positions of keys.
    pub(crate) has_number_of_keys: bool,
    /// A number counts arguments, not groups of them.
    pub(crate) counts_arguments: bool,
}

/// The steps along a whole grammar.
pub(crate) fn compile(context: Context, grammar: &Node) -> Vec<Step> {
    context.steps(grammar, false)
}

/// A part of a sequence.
enum Item {
    /// Branches that may be there.
    Options(Vec<Branch>),
    /// Branches of which one has to be there.
    Required(Vec<Branch>),
    Step(Step),
    /// One that may be left out.
    Optional(Step),
}

impl Context {
    /// `is_followed`: whether the grammar goes on after the node.
    fn steps(self, node: &Node, is_followed: bool) -> Vec<Step> {
        let nodes = self.parts(&self.flat(node));
        let mut items = Vec::new();
        let mut index = 0;
        while index < nodes.len() {
            let taken = self.item(&nodes[index..], is_followed, &mut items);
            index += taken;
        }
        join(items)
    }

    /// The nodes of a sequence, with those of the sequences in it that have no word to begin with.
    fn flat(self, node: &Node) -> Vec<Node> {
        let Node::Sequence(nodes) = node else { return vec![node.clone()] };
        let flat = |node: &Node| match self.leads(node, true) {
            Some(_) => vec![node.clone()],
            None => self.flat(node),
        };
        nodes.iter().flat_map(flat).collect()
    }

    /// The same nodes, each word together with the values next to it.
    fn parts(self, nodes: &[Node]) -> Vec<Node> {
        let mut parts: Vec<Node> = Vec::new();
        for node in nodes {
            let is_value = self.leads(node, true).is_none() && !matches!(node, Node::Optional(_));
            match parts.last_mut() {
                Some(Node::Sequence(part)) if is_value && matches!(part[0], Node::Word(_)) => {
                    part.push(node.clone());
                }
                _ if matches!(node, Node::Word(_)) => parts.push(Node::Sequence(vec![node.clone()])),
                _ => parts.push(node.clone()),
            }
        }
        parts
    }

    /// Appends what the first nodes are, and returns how many of them.
    fn item(self, nodes: &[Node], is_followed: bool, items: &mut Vec<Item>) -> usize {
        let rest = &nodes[1..];
        let is_followed = is_followed || !rest.is_empty();
        if let Some(branches) = self.leads(&nodes[0], is_followed) {
            let is_option = match &nodes[0] {
                Node::Optional(_) => true,
                Node::Repeated(inner) => matches!(**inner, Node::Optional(_)) || !branches.is_empty(),
                _ => false,
            };
            items.push(if is_option { Item::Options(branches) } else { Item::Required(branches) });
            return 1;
        }
        match &nodes[0] {
            Node::Argument { name, .. } if is_number(name) && rest.first().is_some_and(is_repeated) => {
                let group = self.steps(&group(&rest[0]), true);
                items.push(Item::Step(self.counted(name, group)));
                2
            }
            Node::Argument { name, kind } => {
                items.push(Item::Step(self.argument(name, kind)));
                1
            }
            Node::Repeated(first)
                if rest.len() == 1 && is_repeated(&rest[0]) && self.steps(first, true) == [Step::Key] =>
            {
                items.push(Item::Step(Step::Halves));
                2
            }
            Node::Repeated(group) => {
                let group = self.steps(group, true);
                let is_tail = rest.iter().all(|node| matches!(node, Node::Argument { .. }));
                let tail = if is_tail { rest.len() } else { 0 };
                let ends_at_word = tail == 0 && (is_followed || group.contains(&Step::Key));
                let least = group.iter().map(least).sum();
                items.push(Item::Step(Step::Repeat { group, least, tail, ends_at_word }));
                1
            }
            Node::Optional(inner) => {
                items.extend(self.steps(inner, is_followed).into_iter().map(Item::Optional));
                1
            }
            Node::OneOf(alternatives) => {
                let (words, others): (Vec<_>, Vec<_>) =
                    alternatives.iter().partition(|node| self.leads(node, is_followed).is_some());
                let [other] = others[..] else {
                    panic!("{} alternatives without a word: {nodes:?}", others.len())
                };
                let branches =
                    words.iter().flat_map(|node| self.leads(node, is_followed).unwrap_or_default());
                let other = self.steps(other, is_followed);
                items.push(Item::Step(Step::Choice(branches.collect(), other)));
                1
            }
            Node::Word(_) | Node::Sequence(_) => unreachable!("dealt with: {nodes:?}"),
        }
    }

    /// The branches of a node that begins with a fixed word, whatever it turns out to be.
    fn leads(self, node: &Node, is_followed: bool) -> Option<Vec<Branch>> {
        match node {
            Node::Word(word) => Some(vec![Branch { word: word.clone(), option: Some(0), steps: Vec::new() }]),
            Node::Argument { .. } => None,
            Node::Optional(inner) => self.leads(inner, is_followed),
            Node::Repeated(inner) => {
                let mut branches = self.leads(inner, true)?;
                for branch in &mut branches {
                    branch.option = None;
                }
                Some(branches)
            }
            Node::OneOf(alternatives) => {
                let branches: Option<Vec<_>> =
                    alternatives.iter().map(|node| self.leads(node, is_followed)).collect();
                let mut branches = branches?.concat();
                branches
                    .iter_mut()
                    .filter(|branch| branch.option.is_some())
                    .for_each(|branch| branch.option = Some(0));
                Some(branches)
            }
            Node::Sequence(nodes) => {
                let (first, rest) = nodes.split_first()?;
                if matches!(first, Node::Optional(_)) {
                    let parts = self.parts(nodes);
                    let branches: Option<Vec<_>> = parts.iter().map(|node| self.leads(node, true)).collect();
                    return Some(number_apart(branches?));
                }
                let mut branches = self.leads(first, is_followed || !rest.is_empty())?;
                let steps = self.steps(&Node::Sequence(rest.to_vec()), is_followed);
                for branch in &mut branches {
                    branch.steps.extend(steps.iter().cloned());
                }
                Some(branches)
            }
        }
    }

    fn argument(self, name: &str, kind: &str) -> Step {
        match (name, kind) {
            ("key", "") => Step::Key,
            ("key", "string") if self.has_keys => Step::Key,
            ("field", _) if self.is_hash => Step::Field,
            (_, "secret") => Step::Secret,
            (_, "shown") => Step::Shown,
            _ => Step::Value,
        }
    }

    fn counted(self, name: &str, group: Vec<Step>) -> Step {
        let is_shown = self.has_number_of_keys && name == "numkeys" && group.contains(&Step::Key);
        let group = if self.counts_arguments { vec![Step::Value] } else { group };
        let size = group.iter().map(least).sum();
        Step::Counted { group, size, is_shown }
    }
}

/// Options that stand next to each other are one step, and so is what else begins with a word if nothing but that follows.
fn join(items: Vec<Item>) -> Vec<Step> {
    let last = items
        .iter()
        .rposition(|item| matches!(item, Item::Step(_) | Item::Optional(_)))
        .map_or(0, |index| index + 1);
    let first_option =
        items[last..].iter().position(|item| matches!(item, Item::Options(_))).map(|index| last + index);
    let needed: Vec<usize> = items.iter().map(needed).collect();
    let mut steps = Vec::new();
    let mut options: Vec<Vec<Branch>> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let behind = needed[index..].iter().sum();
        match item {
            Item::Options(branches) => options.push(branches),
            Item::Required(branches) => {
                let is_alone = branches.iter().all(|branch| branch.steps.is_empty());
                if first_option.is_some_and(|first| index >= if is_alone { first } else { last }) {
                    options.push(branches);
                    continue;
                }
                flush(&mut options, behind, &mut steps);
                // A word that only a newer server has stands alone too.
                let is_plain = is_alone && branches.len() > 1;
                let other = if is_plain { Step::Value } else { Step::Unplaced };
                steps.push(Step::Choice(branches, vec![other]));
            }
            Item::Step(step) | Item::Optional(step) => {
                flush(&mut options, behind, &mut steps);
                steps.push(step);
            }
        }
    }
    flush(&mut options, 0, &mut steps);
    steps
}

fn flush(options: &mut Vec<Vec<Branch>>, behind: usize, steps: &mut Vec<Step>) {
    if !options.is_empty() {
        steps.push(Step::Options(number_apart(std::mem::take(options)), behind));
    }
}

/// Branches of one option keep one number, those of another get another.
fn number_apart(options: Vec<Vec<Branch>>) -> Vec<Branch> {
    let mut first = 0;
    let mut joined: Vec<Branch> = Vec::new();
    for branches in options {
        let next =
            first + branches.iter().filter_map(|branch| branch.option).max().map_or(0, |last| last + 1);
        for mut branch in branches {
            assert!(joined.iter().all(|known| known.word != branch.word), "{} is there twice", branch.word);
            branch.option = branch.option.map(|option| option + first);
            joined.push(branch);
        }
        first = next;
    }
    joined
}

fn is_number(name: &str) -> bool {
    let names = ["numkeys", "numKeys", "numfields", "numids", "numranges", "num_fields", "nproperties"];
    names.contains(&name) || ["nargs", "count", "num"].contains(&name)
}

fn is_repeated(node: &Node) -> bool {
    match node {
        Node::Repeated(_) => true,
        Node::Optional(inner) => is_repeated(inner),
        _ => false,
    }
}

/// What is repeated.
fn group(node: &Node) -> Node {
    match node {
        Node::Repeated(inner) | Node::Optional(inner) => group(inner),
        node => node.clone(),
    }
}

/// How many arguments a step has at least.
fn least(step: &Step) -> usize {
    match step {
        Step::Options(..) | Step::Repeat { .. } | Step::Halves | Step::Unplaced => 0,
        _ => 1,
    }
}

/// How many arguments an item has at least.
fn needed(item: &Item) -> usize {
    match item {
        Item::Options(_) | Item::Optional(_) => 0,
        Item::Required(_) => 1,
        Item::Step(Step::Repeat { least, .. }) => *least,
        Item::Step(step) => least(step),
    }
}
