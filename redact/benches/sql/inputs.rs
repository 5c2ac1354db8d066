//! What is measured.

/// Name and text.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("60 B", "SELECT id, name FROM users WHERE email = 'a@b.c' AND age > 7".to_owned()),
        ("300 B", statement_of_300_bytes()),
        ("5 kB IN list", in_list()),
        ("200 kB INSERT", insert()),
        ("200 kB, no spaces", insert().replace(", ", ",")),
        (
            "200 kB literal",
            format!("INSERT INTO files (body) VALUES ('{}')", "lorem ipsum dolor ".repeat(11_111)),
        ),
        ("300 B parameters", parameters_only()),
    ]
}

fn statement_of_300_bytes() -> String {
    "SELECT o.id, o.total, c.name, c.email FROM orders o JOIN customers c ON c.id = o.customer_id \
     LEFT JOIN addresses a ON a.customer_id = c.id WHERE o.status = 'shipped' AND o.total >= 129.95 \
     AND o.created_at BETWEEN '2024-01-01' AND '2024-12-31' AND c.country IN ('DE', 'FR', 'IT') \
     ORDER BY o.id LIMIT 50"
        .to_owned()
}

fn in_list() -> String {
    let ids: Vec<String> = (0..650).map(|number| (100_000 + number * 37).to_string()).collect();
    format!("SELECT id, name FROM users WHERE id IN ({})", ids.join(", "))
}

/// Short literals, many of them.
fn insert() -> String {
    let rows: Vec<String> = (0..4_000)
        .map(|row| format!("({}, 'user{row}', 'user{row}@example.com', {}.5)", 10_000 + row, row % 90))
        .collect();
    format!("INSERT INTO users (id, name, email, score) VALUES {}", rows.join(", "))
}

fn parameters_only() -> String {
    "SELECT o.id, o.total, c.name, c.email FROM orders o JOIN customers c ON c.id = o.customer_id \
     LEFT JOIN addresses a ON a.customer_id = c.id WHERE o.status = $1 AND o.total >= $2 \
     AND o.created_at BETWEEN $3 AND $4 AND c.country IN ($5, $6, $7) AND c.deleted_at IS NULL \
     ORDER BY o.created_at, o.id LIMIT $8"
        .to_owned()
}
