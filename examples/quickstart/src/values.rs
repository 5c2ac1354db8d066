//! The data that the shop hands to its databases: what must not come out in telemetry.

/// Name, e-mail address and card number of a customer.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) card: &'static str,
}

pub(crate) const ADA: Person =
    Person { name: "Ada Lovelace", email: "ada@engine.example", card: "4000-0566-5566-5556" };
pub(crate) const GRACE: Person =
    Person { name: "Grace Hopper", email: "grace@compiler.example", card: "5200-8282-8282-8210" };

/// Name, material and price in cents of what is on the shelf.
pub(crate) const PRODUCTS: [(&str, &str, i64); 4] = [
    ("Difference engine", "brass", 1_849_950),
    ("Slide rule", "boxwood", 123_456),
    ("Nanosecond wire", "copper", 700_123),
    ("Punched cards", "pasteboard", 250_001),
];

/// Title and author of what the library has.
pub(crate) const MANUALS: [(&str, &str); 3] = [
    ("Sketch of the Analytical Engine", "Luigi Menabrea"),
    ("A Manual of Operation", "Howard Aiken"),
    ("The Education of a Computer", "Rear Admiral Hopper"),
];

/// Data that stands in the text of the shop's statements, where a careful program would have used a parameter.
pub(crate) const LITERALS: [&str; 6] =
    ["Philadelphia", "ticket 82-7714", "654321", "1906-12-09", "SUMMER-VOUCHER", "Charles Babbage"];

/// Every value above, as text.
pub(crate) fn all() -> Vec<String> {
    let people = [ADA, GRACE].into_iter().flat_map(|person| [person.name, person.email, person.card]);
    let products = PRODUCTS
        .into_iter()
        .flat_map(|(name, material, price)| [name.to_owned(), material.to_owned(), price.to_string()]);
    let manuals = MANUALS.into_iter().flat_map(|(title, author)| [title, author]);
    people.chain(LITERALS).chain(manuals).map(str::to_owned).chain(products).collect()
}
